"""When we are quiet: nightly hours, Sundays and public holidays, by the clock and calendar of where the customer is.

The local clock decides: on the night when clocks go back, a quiet hour that is shown twice is quiet twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache

from journey.dates import instant_of, known_zone, local
from journey.plan import ContactRules

QUIET_STEP = timedelta(minutes=5)
MOST_STEPS = 1000  # bounds the search where rules leave no moment at all


@dataclass(frozen=True, slots=True)
class Place:
    """Where the customer is: an IANA zone, and a region whose holidays count ("DE", "DE-BY")."""

    zone: str
    region: str = "DE"


def quiet_rule(at: datetime, place: Place, rules: ContactRules) -> str:
    """The name of the rule that keeps us quiet at `at`, or "" where we may write.

    `rules.margin` must be free as well, so that what is sent just before the evening does not arrive in it.
    """
    return _rule(at, place, rules) or (_rule(at + rules.margin, place, rules) if rules.margin else "")


def next_allowed(at: datetime, place: Place, rules: ContactRules) -> datetime | None:
    """The first moment not before `at` (UTC) at which no rule keeps us quiet; None where the rules leave none."""
    moment = at.astimezone(UTC)
    for _ in range(MOST_STEPS):
        if _rule(moment, place, rules):
            moment = _end_of_quiet(moment, place, rules)
        elif rules.margin and _rule(moment + rules.margin, place, rules):
            moment = _end_of_quiet(moment + rules.margin, place, rules)
        else:
            return moment
    return None


@cache
def quiet_begins(at: datetime, place: Place, rules: ContactRules, *, within: timedelta) -> datetime | None:
    """The first moment from `at` on at which a rule keeps us quiet; None where none does so soon.

    Looked at `at` itself and then at every full five minutes, which is how people write such rules.
    """
    moment = at.astimezone(UTC)
    while moment <= at + within:
        if _rule(moment, place, rules):
            return moment
        moment += QUIET_STEP - (moment - datetime.min.replace(tzinfo=UTC)) % QUIET_STEP
    return None


@lru_cache(maxsize=1024)
def region_known(region: str) -> bool:
    """Whether the holidays of a region ("DE", "DE-BY") are known."""
    country, _, part = region.partition("-")
    if not re.fullmatch("[A-Z]{2}", country):
        return False
    import holidays  # takes longer to load than a flow takes to check, and few commands ask for a holiday

    try:
        holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        return False
    return True


@cache
def holidays_of(region: str, year: int) -> dict[date, str]:
    """The public holidays of a region in a year, with their names; none where the region is unknown."""
    country, _, part = region.partition("-")
    if not region_known(country):
        return {}
    import holidays

    subdivision = part if part and region_known(region) else None
    return dict(holidays.country_holidays(country, subdiv=subdivision, years=year, language="en_US"))


def _rule(at: datetime, place: Place, rules: ContactRules) -> str:
    shown = local(at, place.zone)
    return _quiet_day(shown.date(), place, rules) or _quiet_hours(shown.time(), rules)


def _quiet_day(day: date, place: Place, rules: ContactRules) -> str:
    if "sunday" in rules.quiet_days and day.weekday() == 6:
        return "quiet day: sunday"
    if "public_holiday" in rules.quiet_days and (name := holidays_of(place.region, day.year).get(day)):
        return f"quiet day: public holiday ({name})"
    return ""


def _quiet_hours(clock: time, rules: ContactRules) -> str:
    start, end = rules.quiet_from, rules.quiet_until
    over_midnight = start > end and (clock >= start or clock < end)
    within_a_day = start <= clock < end
    return f"quiet hours {start:%H:%M}-{end:%H:%M}" if over_midnight or within_a_day else ""


def _end_of_quiet(at: datetime, place: Place, rules: ContactRules) -> datetime:
    """The next local time at which the rule that is on at `at` may be over; always later than `at`."""
    shown = local(at, place.zone)
    if _quiet_day(shown.date(), place, rules):
        return _first_after(at, shown.date() + timedelta(days=1), time(0), place.zone)
    tomorrow = shown.time() >= rules.quiet_until
    return _first_after(at, shown.date() + timedelta(days=tomorrow), rules.quiet_until, place.zone)


def _first_after(at: datetime, day: date, clock: time, zone: str) -> datetime:
    """The first instant after `at` that shows `day` and `clock`: the second of two equal times where need be."""
    first = instant_of(day, clock, zone)
    if first > at:
        return first
    second = datetime.combine(day, clock.replace(fold=1), tzinfo=known_zone(zone)).astimezone(UTC)
    return second if second > at else at + timedelta(minutes=1)
