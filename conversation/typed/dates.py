"""Dates as people type them: "15.3.", "15. März 2027", "March 15th", "2027-03-15", "morgen", "nächsten Freitag"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from conversation.limits import TEXT_READ
from conversation.messages import Language
from conversation.typed.folding import fold
from conversation.understood import AskBack, NotAnAnswer, Outcome, Understood

Which = Literal["any", "past", "future"]

_MONTHS = (
    "jan(?:uar|uary)?|jaenner", "feb(?:ruar|ruary)?", "maerz|mar(?:ch)?|mrz", "apr(?:il)?", "mai|may", "jun[ie]?",
    "jul[iy]?", "aug(?:ust)?", "sep(?:t|tember)?", "o[ck]t(?:ober)?", "nov(?:ember)?", "de[zc](?:ember)?",
)  # fmt: skip
_MONTH = "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, 1))
_YEAR = r"(?:[\s,.]+(?P<year>(?:19|20)\d{2}|\d{2})(?!\d))?"
_NAMED = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?(?:{_MONTH})\b\.?{_YEAR}"),
    re.compile(rf"\b(?:{_MONTH})\b\.?\s*(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\.){_YEAR}"),
)
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_DOTS = re.compile(
    r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?(?:\s?(?P<year>(?:19|20)\d{2}|\d{2}))?(?![\d.])"
)
_SLASHES = re.compile(
    r"(?<![\d/])(?P<day>\d{1,2})[/-](?P<month>\d{1,2})(?:[/-](?P<year>(?:19|20)\d{2}|\d{2}))?(?![\d/])"
)
_DAYS = {
    "vorgestern": -2, "gestern": -1, "yesterday": -1, "heute": 0, "today": 0, "tonight": 0, "morgen": 1, "tomorrow": 1,
    "uebermorgen": 2,
}  # fmt: skip
_WEEKDAY_NAMES = (
    "montag monday", "dienstag tuesday", "mittwoch wednesday", "donnerstag thursday", "freitag friday",
    "samstag sonnabend saturday", "sonntag sunday",
)  # fmt: skip
_WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}
_RELATIVE = re.compile(
    r"\b(?P<ago>vor\s+)?(?P<in>in\s+)?(?P<count>\d{1,2}|ein(?:er|em|e|en)?|a|one|zwei|two|drei|three)\s+"
    r"(?P<unit>tag(?:en?)?|days?|wochen?|weeks?)\b(?P<back>\s+ago)?"
)
_COUNTS = {"zwei": 2, "two": 2, "drei": 3, "three": 3}
_LAST = re.compile(r"\b(?:letzte[nrs]?|vergangene[nrs]?|last)\b")


def read_date(text: str, today: date, *, language: Language = "de", which: Which = "any") -> Outcome:
    """The day as ISO 8601. Without a year it is the next such day, or the last where only the past counts.

    "03/04" means two days, depending on who writes it: in English it is asked back.
    """
    folded = fold(text[:TEXT_READ])
    found = _written(folded, today, language, which)
    if isinstance(found, AskBack):
        return found
    found = found or _relative(folded, today, which)
    if found is None:
        return NotAnAnswer()
    if (which == "past" and found > today) or (which == "future" and found < today):
        return AskBack("out_of_range")
    return Understood(value=found.isoformat())


def _written(folded: str, today: date, language: Language, which: Which) -> date | AskBack | None:
    days: set[date | None] = set()
    for pattern in (_ISO, *_NAMED, _DOTS, _SLASHES):
        for match in pattern.finditer(folded):
            month = _month(match)
            day = int(match["day"])
            if pattern is _SLASHES and language == "en":
                if day <= 12 and month <= 12 and day != month:
                    return AskBack("unclear")
                day, month = (month, day) if month > 12 else (day, month)
            days.add(_day(day, month, match["year"], today, which))
        if days:
            break
    if len(days) > 1:
        return AskBack("several")
    found = next(iter(days), None)
    return AskBack("out_of_range") if days and found is None else found


def _month(match: re.Match[str]) -> int:
    named = match.groupdict()
    if "month" in named:
        return int(named["month"])
    return next(number for number in range(1, 13) if named[f"m{number}"])


def _day(day: int, month: int, year: str | None, today: date, which: Which) -> date | None:
    """The day; None where the calendar has none of the kind."""
    if year is not None:
        return _exists(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    this, after, before = (_exists(today.year + shift, month, day) for shift in (0, 1, -1))
    if which == "past":
        return this if this is not None and this <= today else before
    if which == "future" or this is None:
        return this if this is not None and this >= today else after
    return this if this >= today - timedelta(days=60) else after


def _exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _relative(folded: str, today: date, which: Which) -> date | None:
    said = re.findall(r"[a-z]+", folded)
    for word in said:
        if word in _DAYS:
            return today + timedelta(days=_DAYS[word])
    match = _RELATIVE.search(folded)
    if match is not None:
        count = int(match["count"]) if match["count"].isdigit() else _COUNTS.get(match["count"], 1)
        span = timedelta(days=count * (7 if match["unit"].startswith("w") else 1))
        back = bool(match["ago"] or match["back"]) or (which == "past" and not match["in"])
        return today - span if back else today + span
    weekday = next((_WEEKDAYS[word] for word in said if word in _WEEKDAYS), None)
    if weekday is None:
        return None
    if which == "past" or _LAST.search(folded):
        return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
