"""How one customer's experience stands today: all that he rated, the recent and the important weighing more.

Each rating is put on 0 to 100 (the worst and the best value of its scale) and weighs 0.5 ^ (age / half a year), times
the importance of its touchpoint (3, 2, 1): exponential weighting, as in Brown's smoothing (1959), for answers that
come at uneven times. A rating from half a year ago counts half, one from a year ago a quarter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.scales import SCALES

HALF_LIFE = timedelta(days=182)
FALLEN_BY = 20.0  # points below his own average: more than one step on a five-point scale
FEWEST_TO_FALL = 3


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating on 0 to 100, when it was given and how important its touchpoint is (3, 2, 1)."""

    value: float
    at: datetime
    weight: int = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """The score today over `n` ratings. `falling`: far below the plain average of all he ever said."""

    value: float
    n: int
    falling: bool


def on_hundred(scale: str, score: float) -> float:
    """A score of any scale on 0 (worst) to 100 (best)."""
    of = SCALES[scale]
    share = (score - of.low) / (of.high - of.low)
    return 100 * (share if of.direction == "high_is_good" else 1 - share)


def standing(ratings: Sequence[Rated], now: datetime) -> Standing | None:
    """Where a customer stands; None for one who never rated anything."""
    if not ratings:
        return None
    weights = [each.weight * 0.5 ** ((now - each.at) / HALF_LIFE) for each in ratings]
    value = sum(weight * each.value for weight, each in zip(weights, ratings, strict=True)) / sum(weights)
    average = sum(each.value for each in ratings) / len(ratings)
    falling = len(ratings) >= FEWEST_TO_FALL and value <= average - FALLEN_BY
    return Standing(value, len(ratings), falling)
