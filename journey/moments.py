"""Moments as data: "4w before departure at 10:00", "when documents_ready", "every 4w after booked until …"."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`span` before or after an anchor (a date or an event), at a local time of day where one is named.

    `zone` is whose clock `at` is read on: the customer's, or the anchor's destination.
    """

    anchor: str
    span: Span | None = None
    direction: Literal["before", "after", "when"] = "when"
    at: time | None = None
    zone: Literal["customer", "destination"] = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Every `every` counted from `start`, until `until`."""

    every: Span
    start: Moment
    until: Moment


When = Moment | Repeat
