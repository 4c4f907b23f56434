"""Moments as data: "4w before departure at 10:00", "when a and b", "on 1 December after return", "every 4w after …"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal

Unit = Literal["min", "h", "d", "w", "mo", "y"]


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as written: months and years end on the month's last day, d and w are calendar days."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of every year; where a month is too short it is its last day (29 February)."""

    day: int
    month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`span` before or after an anchor (a date or an event), or `on` a day of the year after it, at a time of day.

    An anchor may be several names joined by " and ": it is known once all are, and is the latest of them. `zone` is
    whose clock `at` is read on: the customer's, or the anchor's destination.
    """

    anchor: str
    span: Span | None = None
    on: YearDay | None = None
    direction: Literal["before", "after", "when"] = "when"
    at: time | None = None
    zone: Literal["customer", "destination"] = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Every `every` counted from `start`, until `until`; a start with a day of the year comes on it every year."""

    every: Span
    start: Moment
    until: Moment


AND = " and "
When = Moment | Repeat
