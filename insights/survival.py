"""How long until something happens, when for some it has not happened yet: Kaplan and Meier's estimate.

Leaving out those who have not come back would make the time look short; counting them as "never" would make it look
endless. Kaplan-Meier uses each for as long as he was watched (Kaplan & Meier 1958), with Greenwood's variance (1926)
on the log-log scale, whose interval stays between 0 and 1 (Kalbfleisch & Prentice, The Statistical Analysis of Failure
Time Data, 1980).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt

from insights.scores import Z


@dataclass(frozen=True, slots=True)
class Watched:
    """One person: for how many days he was watched, and whether it happened then (else he is still being watched)."""

    days: int
    happened: bool


@dataclass(frozen=True, slots=True)
class Step:
    """After this many days the share (0-1) of those it has happened to, with the ends of its 95 % interval."""

    days: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The share it has happened to, as steps; `n` people were watched, it happened to `happened` of them."""

    n: int
    happened: int
    steps: tuple[Step, ...]

    def by(self, days: int) -> Step:
        """The share after so many days."""
        reached = [step for step in self.steps if step.days <= days]
        return reached[-1] if reached else Step(days, 0.0, 0.0, 0.0)

    def days_until(self, share: float) -> int | None:
        """After how many days it has happened to this share (0-1) of all; None where it never did."""
        return next((step.days for step in self.steps if step.share >= share - 1e-9), None)


def curve(watched: Iterable[Watched]) -> Curve:
    """The estimate over all who are watched, in any order; one whose watch ends on a day was still watched that day."""
    people = list(watched)
    happened = Counter(each.days for each in people if each.happened)
    leaving = Counter(each.days for each in people)
    left, still, greenwood = len(people), 1.0, 0.0
    steps = []
    for days in sorted(leaving):
        events = happened.get(days, 0)
        if events:
            still *= 1 - events / left
            greenwood += events / (left * (left - events)) if left > events else 0.0
            steps.append(_step(days, still, greenwood))
        left -= leaving[days]
    return Curve(len(people), sum(happened.values()), tuple(steps))


def _step(days: int, still: float, greenwood: float) -> Step:
    if still <= 0.0:  # it has happened to everybody: the log-log scale has no word for that
        return Step(days, 1.0, 1.0, 1.0)
    spread = exp(Z * sqrt(greenwood) / abs(log(still)))
    return Step(days, 1 - still, 1 - still ** (1 / spread), 1 - still**spread)
