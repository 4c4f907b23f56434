"""Working hours of a team, and the moment at which a length of working time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from journey.calendar import holidays_of
from journey.dates import instant_of, local

MOST_DAYS = 400  # bounds the search where hours leave no time at all


@dataclass(frozen=True, slots=True)
class Hours:
    """On which days of the week (Monday is 0), from when until when; public holidays are free. No days = always."""

    days: tuple[int, ...] = ()
    start: time = time(0)
    end: time = time(0)

    @property
    def always(self) -> bool:
        """Round the clock."""
        return not self.days


ALWAYS = Hours()


def is_working(at: datetime, hours: Hours, zone: str, region: str) -> bool:
    """Whether the team works at this moment."""
    if hours.always:
        return True
    shown = local(at, zone)
    free = shown.weekday() not in hours.days or shown.date() in holidays_of(region, shown.year)
    return not free and hours.start <= shown.time() < hours.end


def after_working(at: datetime, length: timedelta, hours: Hours, zone: str, region: str) -> datetime:
    """The moment at which `length` of working time has gone by since `at` (UTC); elapsed time where they never rest."""
    if hours.always:
        return at + length
    left, day = length, local(at, zone).date()
    for _ in range(MOST_DAYS):
        if day.weekday() in hours.days and day not in holidays_of(region, day.year):
            start = max(at, instant_of(day, hours.start, zone))
            end = instant_of(day, hours.end, zone)
            if start < end:
                if left <= end - start:
                    return (start + left).astimezone(UTC)
                left -= end - start
        day += timedelta(days=1)
    return at + length
