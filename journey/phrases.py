"""Reads the phrases of journeys and contact rules: "4w before departure at 10:00", "9mo", "2 per 30d", "20:00-09:00".

One phrase for one moment:

    when documents_ready                                  as soon as the event is known
    4w before departure at 10:00                          calendar days in the anchor's zone, the customer's clock
    2d after departure at 17:00 destination time          the clock at the destination
    30min after booking_started                           elapsed time, hence without a time of day
    every 4w after booked until 2w before departure       4w, 8w, 12w … after, while before the end
    2d after device_used and app_used                     once both are known, counted from the later one
    on 1 December after return at 10:00                   the first such day after the anchor
    every 1 December after return until 3y after return   that day of each year
"""

from __future__ import annotations

import re
from datetime import time
from typing import Literal, cast

from journey.moments import AND, Moment, Repeat, Span, Unit, When, YearDay
from journey.phrase_problems import CLOCK, MONTHS, NAME, PhraseProblem, diagnose_span, diagnose_when

__all__ = [
    "PhraseProblem",
    "anchors",
    "parse_hours",
    "parse_moment",
    "parse_rate",
    "parse_span",
    "parse_when",
    "phrase",
]

ELAPSED: tuple[str, ...] = ("min", "h")

_SPAN = r"(?P<count>[0-9]{1,4})(?P<unit>min|mo|h|d|w|y)"
_AT = rf"(?:\s+at\s+(?P<at>{CLOCK})(?:\s+(?P<zone>destination|customer)\s+time)?)?"
_ANCHOR = rf"(?P<anchor>{NAME}(?:\s+and\s+{NAME})*)"
_DAY = rf"(?P<day>[0-9]{{1,2}})\s+(?P<month>{'|'.join(MONTHS)})"
_WHEN = re.compile(rf"\s*when\s+{_ANCHOR}\s*")
_MOMENT = re.compile(rf"\s*{_SPAN}\s+(?P<direction>before|after)\s+{_ANCHOR}{_AT}\s*")
_ON = re.compile(rf"\s*on\s+{_DAY}\s+after\s+{_ANCHOR}{_AT}\s*")
_REPEAT = re.compile(rf"\s*every\s+{_SPAN}\s+after\s+{_ANCHOR}{_AT}\s+until\s+(?P<until>\S.*)")
_YEARLY = re.compile(rf"\s*every\s+{_DAY}\s+after\s+{_ANCHOR}{_AT}\s+until\s+(?P<until>\S.*)")
YEARLY = Span(1, "y")
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def parse_span(text: str) -> Span | PhraseProblem:
    """Read a length of time ("30min", "25h", "3d", "4w", "9mo", "1y")."""
    match = re.fullmatch(rf"\s*{_SPAN}\s*", text)
    if match is None:
        return diagnose_span(text)
    return _span(match) or _nothing(match)


def parse_when(text: str) -> When | PhraseProblem:
    """Read the phrase of `send:`: a moment or a repetition."""
    match = _REPEAT.fullmatch(text) or _YEARLY.fullmatch(text)
    return parse_moment(text) if match is None else _repeat(match)


def parse_moment(text: str) -> Moment | PhraseProblem:
    """Read the phrase of `not_before:` or `drop:`: one moment."""
    if (match := _WHEN.fullmatch(text)) is not None:
        return Moment(anchor=_joined(match))
    if (match := _ON.fullmatch(text)) is not None:
        return _on_day(match)
    if (match := _MOMENT.fullmatch(text)) is None:
        return diagnose_when(text)
    if (span := _span(match)) is None:
        return _nothing(match)
    if match["at"] and span.unit in ELAPSED:
        return _elapsed_with_clock(match)
    direction: Literal["before", "after"] = "before" if match["direction"] == "before" else "after"
    return Moment(anchor=_joined(match), span=span, direction=direction, at=_at(match), zone=_zone(match))


def parse_rate(text: str) -> tuple[int, Span] | PhraseProblem:
    """Read a contact budget ("2 per 30d") as count and rolling window."""
    match = re.fullmatch(rf"\s*(?P<times>[0-9]{{1,3}})\s+per\s+{_SPAN}\s*", text)
    if match is None:
        return PhraseProblem(f'"{text}" is not a contact budget', 'write count, "per" and a window, like 2 per 30d')
    span = _span(match)
    return _nothing(match) if span is None else (int(match["times"]), span)


def parse_hours(text: str) -> tuple[time, time] | PhraseProblem:
    """Read quiet hours ("20:00-09:00") as from and until, local time; the same hour twice means never."""
    match = re.fullmatch(rf"\s*(?P<start>{CLOCK})\s*[-–]\s*(?P<end>{CLOCK})\s*", text)
    if match is None:
        return PhraseProblem(f'"{text}" is not a span of hours', 'write from-until in quotes, like "20:00-09:00"')
    return _clock(match["start"]), _clock(match["end"])


def phrase(when: When) -> str:
    """The phrase that reads as `when` again."""
    if isinstance(when, Repeat):
        every = _written(when.every) if when.start.on is None else _written_day(when.start.on)
        return f"every {every} after {when.start.anchor}{_written_at(when.start)} until {phrase(when.until)}"
    if when.on is not None:
        return f"on {_written_day(when.on)} after {when.anchor}{_written_at(when)}"
    if when.span is None or when.direction == "when":
        return f"when {when.anchor}"
    return f"{_written(when.span)} {when.direction} {when.anchor}{_written_at(when)}"


def anchors(when: When) -> tuple[str, ...]:
    """The dates and events a phrase counts from, in order of writing."""
    joined = (when.start.anchor, when.until.anchor) if isinstance(when, Repeat) else (when.anchor,)
    return tuple(name for each in joined for name in each.split(AND))


def _repeat(match: re.Match[str]) -> Repeat | PhraseProblem:
    until = parse_moment(match["until"])
    if isinstance(until, PhraseProblem):
        return PhraseProblem(until.message, until.way_out, until.column + match.start("until"))
    if match.re is _YEARLY:
        start = _on_day(match)
        return start if isinstance(start, PhraseProblem) else Repeat(every=YEARLY, start=start, until=until)
    if (every := _span(match)) is None:
        return _nothing(match)
    if match["at"] and every.unit in ELAPSED:
        return _elapsed_with_clock(match)
    return Repeat(every=every, start=Moment(anchor=_joined(match), at=_at(match), zone=_zone(match)), until=until)


def _on_day(match: re.Match[str]) -> Moment | PhraseProblem:
    on = YearDay(int(match["day"]), MONTHS.index(match["month"]) + 1)
    if not 1 <= on.day <= LONGEST_MONTHS[on.month - 1]:
        return PhraseProblem(
            f"there is no {match['day']} {match['month']}",
            f"write a day from 1 to {LONGEST_MONTHS[on.month - 1]}",
            match.start("day") + 1,
        )
    return Moment(anchor=_joined(match), on=on, direction="after", at=_at(match), zone=_zone(match))


def _joined(match: re.Match[str]) -> str:
    """One name, or several joined by one "and" each."""
    return AND.join(re.split(r"\s+and\s+", match["anchor"]))


def _span(match: re.Match[str]) -> Span | None:
    count = int(match["count"])
    return Span(count, cast(Unit, match["unit"])) if count else None


def _nothing(match: re.Match[str]) -> PhraseProblem:
    return PhraseProblem(
        "a length of time cannot be zero", 'write at least 1, or "when" and the event', match.start("count") + 1
    )


def _elapsed_with_clock(match: re.Match[str]) -> PhraseProblem:
    direction = match.groupdict().get("direction") or "after"
    return PhraseProblem(
        "hours and minutes are counted exactly, so a time of day cannot follow",
        f'count in days ("1d {direction} {match["anchor"]} at {match["at"]}") or leave the time out',
        match.start("at") + 1,
    )


def _at(match: re.Match[str]) -> time | None:
    return _clock(match["at"]) if match["at"] else None


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def _zone(match: re.Match[str]) -> Literal["customer", "destination"]:
    return "destination" if match["zone"] == "destination" else "customer"


def _written(span: Span) -> str:
    return f"{span.count}{span.unit}"


def _written_day(on: YearDay) -> str:
    return f"{on.day} {MONTHS[on.month - 1]}"


def _written_at(moment: Moment) -> str:
    if moment.at is None:
        return ""
    return f" at {moment.at:%H:%M}" + (" destination time" if moment.zone == "destination" else "")
