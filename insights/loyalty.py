"""Does the loop close? Repeat rate, time to the next purchase, recommended bookings, loop closure by cohort.

A *buyer* is a customer with at least one purchase that was not cancelled. His clock starts with his first purchase;
`within` is the time he is given to come back (a year: most travellers buy once a year). A rate counts only buyers who
have had all of that time: who booked last month has not failed to come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import ceil

from insights.banded import FEWEST
from insights.scores import Score, csat
from insights.survival import Curve, Watched, curve

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Bought:
    """One purchase: when it was booked, its amount in the smallest unit, and who recommended us ("" = nobody)."""

    at: datetime
    amount: int = 0
    recommended_by: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """One customer with his purchases, oldest first, at least one."""

    id: str
    bought: tuple[Bought, ...]

    @property
    def first_at(self) -> datetime:
        """When his clock started."""
        return self.bought[0].at

    def observed(self, within: timedelta, now: datetime) -> bool:
        """Whether he has had all of the time he is given."""
        return self.first_at + within <= now

    def came_back(self, within: timedelta) -> bool:
        """Whether he bought again in time."""
        return len(self.bought) > 1 and self.bought[1].at <= self.first_at + within

    def spent_again(self, within: timedelta) -> int:
        """What he bought in time after his first purchase."""
        return sum(each.amount for each in self.bought[1:] if each.at <= self.first_at + within)


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n` people; `score` is the share in percent with Wilson's interval, None where n is too few."""

    hits: int
    n: int

    @property
    def score(self) -> Score | None:
        """The figure, where there are enough people for one."""
        return csat(self.hits, self.n) if self.n >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Recommended:
    """Bookings that came by a recommendation, of all; what they were worth, and how many people recommended."""

    bookings: Share
    amount: int
    recommenders: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Buyers whose first purchase fell into the same quarter. `complete`: all of them have had their time.

    The loop has `closed` for who came back in time, or brought somebody who booked in that time.
    """

    year: int
    quarter: int
    came_back: int
    recommended: int
    closed: Share
    complete: bool


def repeat_rate(buyers: Iterable[Buyer], *, within: timedelta = YEAR, now: datetime) -> Share:
    """The share of buyers who bought again in time, of those who have had the time."""
    observed = [buyer for buyer in buyers if buyer.observed(within, now)]
    return Share(sum(buyer.came_back(within) for buyer in observed), len(observed))


def time_to_next(buyers: Iterable[Buyer], *, now: datetime) -> Curve:
    """How long from the first to the second purchase, those who have not come back yet included (Kaplan-Meier)."""
    return curve(_watched(buyer, now) for buyer in buyers)


def _watched(buyer: Buyer, now: datetime) -> Watched:
    again = buyer.bought[1].at if len(buyer.bought) > 1 else None
    return Watched(((again or now) - buyer.first_at).days, happened=again is not None)


def usual_gap(buyers: Iterable[Buyer]) -> timedelta | None:
    """The time by which three of four who bought again had done so (nearest rank); None for fewer than five gaps."""
    gaps = sorted(
        later.at - earlier.at
        for buyer in buyers
        for earlier, later in zip(buyer.bought, buyer.bought[1:], strict=False)
    )
    return gaps[ceil(0.75 * len(gaps)) - 1] if len(gaps) >= FEWEST else None


def recommended(buyers: Iterable[Buyer], *, since: datetime, until: datetime) -> Recommended:
    """Bookings in [since, until) that somebody's recommendation brought."""
    bookings = [each for buyer in buyers for each in buyer.bought if since <= each.at < until]
    brought = [each for each in bookings if each.recommended_by]
    people = {each.recommended_by for each in brought}
    return Recommended(Share(len(brought), len(bookings)), sum(each.amount for each in brought), len(people))


def advocates(buyers: Sequence[Buyer], *, since: datetime, until: datetime) -> Share:
    """Of everybody who bought in [since, until), the share whose recommendation brought a booking in that time."""
    names = {
        each.recommended_by
        for buyer in buyers
        for each in buyer.bought
        if each.recommended_by and since <= each.at < until
    }
    active = [buyer for buyer in buyers if any(since <= each.at < until for each in buyer.bought)]
    return Share(sum(buyer.id in names for buyer in active), len(active))


def cohorts(buyers: Sequence[Buyer], *, within: timedelta = YEAR, now: datetime, zone: tzinfo) -> list[Cohort]:
    """Loop closure by the quarter of the first purchase (in the company's zone), oldest first."""
    brought: dict[str, list[datetime]] = {}
    for buyer in buyers:
        for each in buyer.bought:
            if each.recommended_by:
                brought.setdefault(each.recommended_by, []).append(each.at)
    by_quarter: dict[tuple[int, int], list[Buyer]] = {}
    for buyer in buyers:
        start = buyer.first_at.astimezone(zone)
        by_quarter.setdefault((start.year, (start.month + 2) // 3), []).append(buyer)
    return [_cohort(quarter, members, brought, within, now) for quarter, members in sorted(by_quarter.items())]


def _cohort(
    quarter: tuple[int, int],
    members: Sequence[Buyer],
    brought: dict[str, list[datetime]],
    within: timedelta,
    now: datetime,
) -> Cohort:
    back = {buyer.id for buyer in members if buyer.came_back(within)}
    told = {
        buyer.id
        for buyer in members
        if any(buyer.first_at <= at <= buyer.first_at + within for at in brought.get(buyer.id, []))
    }
    return Cohort(
        *quarter,
        came_back=len(back),
        recommended=len(told),
        closed=Share(len(back | told), len(members)),
        complete=all(buyer.observed(within, now) for buyer in members),
    )
