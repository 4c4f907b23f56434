"""What is wrong with a phrase that cannot be read as a moment, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

NAME = r"[a-z][a-z0-9_]*"
SPAN = r"[0-9]{1,4}(?:min|mo|h|d|w|y)"
CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
EXAMPLES = '"4w before departure at 10:00", "when booked" or "every 4w after booked until 2w before departure"'
SPELLED_UNITS = {
    "min": ("minute", "minutes", "mins", "minuten"),
    "h": ("hour", "hours", "hrs", "stunde", "stunden"),
    "d": ("day", "days", "tag", "tage", "tagen"),
    "w": ("week", "weeks", "woche", "wochen"),
    "mo": ("month", "months", "m", "monat", "monate", "monaten"),
    "y": ("year", "years", "yr", "jahr", "jahre", "jahren"),
}
UNIT_OF = {word: unit for unit, words in SPELLED_UNITS.items() for word in (unit, *words)}


@dataclass(frozen=True, slots=True)
class PhraseProblem:
    """Why a phrase cannot be read; `column` counts from 1 within the phrase."""

    message: str
    way_out: str
    column: int = 1


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a phrase and where it stands; an empty word stands behind the end."""

    text: str
    column: int


Check = Callable[[str], tuple[str, str] | None]


def words_of(text: str) -> list[Word]:
    """The words of a phrase with their columns; names joined by "and" are one."""
    joined = rf"{NAME}(?:\s+and\s+{NAME})+(?=\s|$)|\S+"
    return [Word(match.group(), match.start() + 1) for match in re.finditer(joined, text)]


def diagnose_when(text: str) -> PhraseProblem:
    """Say what keeps `text` from being a moment or a repetition."""
    words = words_of(text)
    if not words:
        return PhraseProblem("the phrase is empty", f"write for example {EXAMPLES}")
    first = words[0].text.lower()
    if first == "on" or (first == "every" and len(words) > 2 and re.fullmatch(r"[0-9]+\.?", words[1].text)):
        return _diagnose_day(words, len(text) + 1)
    if first == "every":
        return _diagnose_repeat(words, len(text) + 1)
    return _diagnose_moment(words, len(text) + 1)


def diagnose_span(text: str) -> PhraseProblem:
    """Say what keeps `text` from being a length of time."""
    words = words_of(text) or [Word("", 1)]
    found = _walk(words, (_span,), len(text) + 1, (1,))
    return found or PhraseProblem(f'"{text}" is not a length of time', "write for example 25h, 3d, 4w or 9mo")


def _diagnose_repeat(words: Sequence[Word], end: int) -> PhraseProblem:
    cut = next((place for place, word in enumerate(words) if word.text == "until"), None)
    if cut is None:
        return PhraseProblem('"every" needs an end', 'add for example "until 2w before departure"', end)
    checks = (_keyword("every"), _span, _keyword("after"), _name, _keyword("at"), _clock, _whose, _keyword("time"))
    found = _walk(words[:cut], checks, words[cut].column, (4, 6, 8))
    return found or _diagnose_moment(words[cut + 1 :], end)


def _diagnose_day(words: Sequence[Word], end: int) -> PhraseProblem:
    """A phrase with a day of the year: "on 1 December after return at 10:00"."""
    cut = next((place for place, word in enumerate(words) if word.text == "until"), len(words))
    begin = _one_of(("on", "every"))
    checks = (begin, _day, _month, _keyword("after"), _name, _keyword("at"), _clock, _whose, _keyword("time"))
    ends_at = words[cut].column if cut < len(words) else end
    found = _walk(words[:cut], checks, ends_at, (5, 7, 9))
    if found is not None:
        return found
    if words[0].text == "every" and cut == len(words):
        return PhraseProblem('"every" needs an end', 'add for example "until 3y after return"', end)
    return _diagnose_moment(words[cut + 1 :], end)


def _day(word: str) -> tuple[str, str] | None:
    if re.fullmatch(r"[0-9]{1,2}", word):
        return None
    return f'"{word}" is not a day of a month', "write day and month, for example 1 December"


def _month(word: str) -> tuple[str, str] | None:
    if word in MONTHS:
        return None
    near = get_close_matches(word.capitalize(), MONTHS, n=1, cutoff=0.5)
    return f'"{word}" is not a month', f'did you mean "{near[0]}"?' if near else "write the month's English name"


def _diagnose_moment(words: Sequence[Word], end: int) -> PhraseProblem:
    if words and words[0].text.lower() == "when":
        found = _walk(words, (_keyword("when"), _name), end, (2,))
        way_out = 'a fact has no time of day; write for example "1d after documents_ready at 10:00"'
    else:
        checks = (_span, _direction, _name, _keyword("at"), _clock, _whose, _keyword("time"))
        found = _walk(words, checks, end, (3, 5, 7))
        way_out = f"write for example {EXAMPLES}"
    return found or PhraseProblem("the phrase does not end where it should", way_out, end)


def _walk(words: Sequence[Word], checks: Sequence[Check], end: int, stops: Sequence[int]) -> PhraseProblem | None:
    """Hold each word against the check of its place; the first that fails is the problem.

    `stops` are the numbers of words after which the phrase may end.
    """
    places = next((stop for stop in stops if stop >= len(words)), stops[-1])
    for place, check in enumerate(checks[:places]):
        word = words[place] if place < len(words) else Word("", end)
        if (found := check(word.text)) is not None:
            return PhraseProblem(*found, word.column)
    if len(words) > len(checks):
        extra = words[len(checks)]
        return PhraseProblem(f'"{extra.text}" is too much here', f"write for example {EXAMPLES}", extra.column)
    return None


def _near(word: str, allowed: Sequence[str]) -> str:
    near = get_close_matches(word.lower(), allowed, n=1, cutoff=0.5)
    return f'did you mean "{near[0]}"?' if near else "write " + " or ".join(f'"{choice}"' for choice in allowed)


def _keyword(wanted: str) -> Check:
    return _one_of((wanted,))


def _one_of(allowed: tuple[str, ...]) -> Check:
    def check(word: str) -> tuple[str, str] | None:
        if word in allowed:
            return None
        expected = " or ".join(f'"{choice}"' for choice in allowed)
        if not word:
            return f"the phrase ends where {expected} is expected", f"write for example {EXAMPLES}"
        return f'"{word}" stands where {expected} is expected', _near(word, allowed)

    return check


_direction = _one_of(("before", "after"))
_whose = _one_of(("destination", "customer"))


def _name(word: str) -> tuple[str, str] | None:
    if re.fullmatch(rf"{NAME}(?:\s+and\s+{NAME})*", word):
        return None
    if not word:
        return "the date or event is missing", "name it, for example departure or booked"
    return f'"{word}" is not a name', f"names are small letters, digits and _: {_as_name(word)}"


def _as_name(word: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "_", word.lower()).strip("_0123456789") or "departure"


def _clock(word: str) -> tuple[str, str] | None:
    if re.fullmatch(CLOCK, word):
        return None
    if not word:
        return "the time of day is missing", "write hours and minutes, for example 10:00"
    return f'"{word}" is not a time of day', "write hours and minutes from 00:00 to 23:59, for example 10:00"


def _span(word: str) -> tuple[str, str] | None:
    if re.fullmatch(SPAN, word):
        return None
    if word.lower() == "when" or get_close_matches(word.lower(), ("when", "every"), n=1, cutoff=0.7):
        return f'"{word}" stands where a length of time, "when" or "every" should stand', _near(word, ("when", "every"))
    return _span_way_out(word)


def _span_way_out(word: str) -> tuple[str, str]:
    if not word:
        return "the length of time is missing", "write for example 30min, 25h, 3d, 4w, 9mo or 1y"
    message = f'"{word}" is not a length of time'
    match = re.fullmatch(r"([0-9]+)([^0-9]*)", word)
    if match is None:
        return message, "write number and unit together, for example 30min, 25h, 3d, 4w, 9mo or 1y"
    count, unit = match.groups()
    if not unit:
        return (
            message,
            f"write number and unit together, for example {count}d or {count}w",
        )
    spelled = get_close_matches(unit.lower(), list(UNIT_OF), n=1)
    near = UNIT_OF[spelled[0]] if spelled else "d"
    return message, f"did you mean {count}{near}? Units are min, h, d, w, mo and y"
