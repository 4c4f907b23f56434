"""Was it worth the money? What those we contacted bought again, against the hold-out group, with an interval.

The hold-out group is left alone by chance, so the difference between the groups is what the contacts did and not who
was contacted. Rates are compared by Newcombe's method (1998), amounts by Welch's interval for unequal variances (1947)
with Satterthwaite's degrees of freedom. Below thirty people in a group no figure is given: amounts are skewed, and
the interval of a mean of few such amounts promises more than it keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, variance

from insights.loyalty import YEAR, Buyer
from insights.scores import Z
from insights.trends import Change, share_change

FEWEST_A_GROUP = 30


@dataclass(frozen=True, slots=True)
class Range:
    """A value with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Range:
        """All three multiplied."""
        return Range(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What contacting brought: more repeat purchases (points), more bought per customer, and in all, in the smallest
    unit; `per_unit` is what one unit of money brought net: 0.5 = fifty cents earned on top of each euro spent.

    `per_unit` is None where nothing was spent. Amounts are revenue, not profit.
    """

    contacted: int
    held_out: int
    repeat: Change
    per_customer: Range
    gained: Range
    cost: int
    per_unit: Range | None


@dataclass(frozen=True, slots=True)
class TooFew:
    """Too few people in a group who have had their time."""

    contacted: int
    held_out: int


def worth(
    contacted: Iterable[Buyer],
    held_out: Iterable[Buyer],
    *,
    cost: int,
    now: datetime,
    within: timedelta = YEAR,
    fewest: int = FEWEST_A_GROUP,
) -> Worth | TooFew:
    """Compare what both groups bought again in time; only buyers who have had that time count. `cost` as amounts."""
    ours = [buyer for buyer in contacted if buyer.observed(within, now)]
    theirs = [buyer for buyer in held_out if buyer.observed(within, now)]
    repeat = share_change(_repeats(ours, within), _repeats(theirs, within))
    if repeat is None or min(len(ours), len(theirs)) < fewest:
        return TooFew(len(ours), len(theirs))
    per_customer = difference(
        [each.spent_again(within) for each in ours], [each.spent_again(within) for each in theirs]
    )
    gained = per_customer.times(len(ours))
    net = Range(gained.value - cost, gained.low - cost, gained.high - cost)
    return Worth(
        contacted=len(ours),
        held_out=len(theirs),
        repeat=repeat,
        per_customer=per_customer,
        gained=gained,
        cost=cost,
        per_unit=net.times(1 / cost) if cost else None,
    )


def _repeats(buyers: Sequence[Buyer], within: timedelta) -> tuple[int, int]:
    return sum(buyer.came_back(within) for buyer in buyers), len(buyers)


def difference(ours: Sequence[float], theirs: Sequence[float]) -> Range:
    """Mean of ours minus mean of theirs with Welch's 95 % interval; each needs two values."""
    value = fmean(ours) - fmean(theirs)
    a, b = variance(ours) / len(ours), variance(theirs) / len(theirs)
    if a + b == 0:
        return Range(value, value, value)
    freedom = (a + b) ** 2 / (a**2 / (len(ours) - 1) + b**2 / (len(theirs) - 1))
    half = student(freedom) * sqrt(a + b)
    return Range(value, value - half, value + half)


def student(freedom: float) -> float:
    """The 97.5 % point of Student's distribution, by the expansion in Abramowitz & Stegun 26.7.5 (right to 0.01 from
    four degrees of freedom on)."""
    z = Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))
