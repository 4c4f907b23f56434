"""Turns moments into instants: calendar arithmetic in the zone of the date or event that is counted from.

Days, weeks, months and years are calendar units in the anchor's zone; months and years end on the month's last day
(31 January + 1mo = 28 February). Hours and minutes are elapsed time. On the night when clocks go forward a time of day
that does not exist moves forward by the gap (02:30 becomes 03:30); when clocks go back the first of two equal times
counts.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.relativedelta import relativedelta

from journey.moments import AND, Moment, Span, YearDay


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date or event that moments are counted from, with the zone whose calendar it lives in."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What is known about one customer's purchase: its dates and events, and whose clocks may be meant.

    `destination_zone` is "" where the purchase has no destination; the customer's zone stands in for it. `rounds` says
    how often an event that may come again (a call, without a purchase) came before its latest time. `times` holds every
    time of every event, `elsewhere` the latest time of each event over all purchases where this timeline is of none.
    `whose` tells timelines apart, so that chance can spread them.
    """

    customer_zone: str
    destination_zone: str = ""
    dates: Mapping[str, Anchor] = field(default_factory=dict)
    events: Mapping[str, Anchor] = field(default_factory=dict)
    rounds: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    elsewhere: Mapping[str, datetime] | None = None
    whose: str = ""

    def anchor(self, name: str) -> Anchor | None:
        """The date or event called `name`, where it is known already; of several joined by "and" the latest."""
        known = [self.dates.get(each) or self.events.get(each) for each in name.split(AND)]
        found = [each for each in known if each is not None]
        return max(found, key=lambda each: each.at) if found and len(found) == len(known) else None

    def round(self, name: str) -> int:
        """How often the anchor was complete before."""
        return min(self.rounds.get(each, 0) for each in name.split(AND))

    def happened(self, event: str, since: datetime | None) -> bool:
        """Whether an event came: to this purchase at any time, or, outside a purchase, anywhere from `since` on."""
        if self.elsewhere is None:
            return event in self.events
        at = self.elsewhere.get(event)
        return at is not None and (since is None or at >= since)


@cache
def zone_info(zone: str) -> ZoneInfo | None:
    """The zone by its IANA name, None where there is none of that name."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def known_zone(zone: str) -> ZoneInfo:
    """The zone by its IANA name; UTC stands in for an unknown one, so that nobody is lost over a misspelling."""
    return zone_info(zone) or ZoneInfo("UTC")


def instant_of(day: date, clock: time, zone: str) -> datetime:
    """The instant (UTC) at which `zone` shows this day and time; see the module for the two odd nights."""
    return datetime.combine(day, clock.replace(fold=0), tzinfo=known_zone(zone)).astimezone(UTC)


def local(at: datetime, zone: str) -> datetime:
    """What calendar and clock of `zone` show at an instant."""
    return at.astimezone(known_zone(zone))


def elapsed(span: Span) -> timedelta | None:
    """The span as exact time; None for months and years, whose length depends on where they start."""
    match span.unit:
        case "min":
            return timedelta(minutes=span.count)
        case "h":
            return timedelta(hours=span.count)
        case "d":
            return timedelta(days=span.count)
        case "w":
            return timedelta(weeks=span.count)
        case "mo" | "y":
            return None


def later(at: datetime, span: Span) -> datetime:
    """The first moment at which `at` has left a rolling window of `span`."""
    return at + (elapsed(span) or _calendar(span))


def resolve(moment: Moment, timeline: Timeline, *, times: int = 1) -> datetime | None:
    """When `moment` is, in UTC; None as long as its anchor is not known.

    `times` multiplies the span: the n-th repetition is counted from the anchor, so that month ends do not drift.
    """
    anchor = timeline.anchor(moment.anchor)
    if anchor is None:
        return None
    if moment.on is not None:
        return _on_day(moment.on, moment, anchor, timeline, times)
    if moment.span is None or moment.direction == "when":
        return anchor.at.astimezone(UTC)
    sign = times if moment.direction == "after" else -times
    if moment.span.unit in ("min", "h"):
        return anchor.at.astimezone(UTC) + sign * (elapsed(moment.span) or timedelta())
    shown = local(anchor.at, anchor.zone)
    day = _moved(shown.date(), moment.span, sign)
    if day is None:
        return None
    if moment.at is None:
        return instant_of(day, shown.time(), anchor.zone)
    return instant_of(day, moment.at, clock_zone(moment, timeline))


def _on_day(on: YearDay, moment: Moment, anchor: Anchor, timeline: Timeline, times: int) -> datetime | None:
    """The `times`-th such day of a year after the anchor's own day."""
    shown = local(anchor.at, anchor.zone)
    this_year = on_year_day(on, shown.year) > shown.date()
    year = shown.year + times - (1 if this_year else 0)
    if year > date.max.year:
        return None
    if moment.at is None:
        return instant_of(on_year_day(on, year), shown.time(), anchor.zone)
    return instant_of(on_year_day(on, year), moment.at, clock_zone(moment, timeline))


def on_year_day(on: YearDay, year: int) -> date:
    """A day of the year in one year; 29 February is the 28th where there is none."""
    return date(year, on.month, min(on.day, monthrange(year, on.month)[1]))


def clock_zone(moment: Moment, timeline: Timeline) -> str:
    """Whose clock the moment's time of day is read on."""
    at_destination = moment.zone == "destination" and timeline.destination_zone
    return timeline.destination_zone if at_destination else timeline.customer_zone


def next_at(clock: time, zone: str, earliest: datetime) -> datetime:
    """The first instant not before `earliest` at which `zone` shows `clock`."""
    day = local(earliest, zone).date()
    today = instant_of(day, clock, zone)
    return today if today >= earliest else instant_of(day + timedelta(days=1), clock, zone)


def _moved(day: date, span: Span, times: int) -> date | None:
    try:
        return day + _calendar(span) * times
    except (OverflowError, ValueError):  # beyond the year 9999: such a moment never comes
        return None


def _calendar(span: Span) -> relativedelta:
    match span.unit:
        case "mo":
            return relativedelta(months=span.count)
        case "y":
            return relativedelta(years=span.count)
        case "w":
            return relativedelta(weeks=span.count)
        case _:
            return relativedelta(days=span.count)
