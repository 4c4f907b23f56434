"""Has a score really changed? The difference of two periods with its interval: 95 %, or wider by `z`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from insights.banded import FEWEST, thirds
from insights.scores import Z, adjusted_nps, wilson


@dataclass(frozen=True, slots=True)
class Change:
    """Now minus before in points, with the ends of its interval; `clear` when the interval leaves out zero."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the change is more than chance explains."""
        return self.low > 0 or self.high < 0


def nps_change(now: tuple[int, int, int], before: tuple[int, int, int], z: float = Z) -> Change | None:
    """Compare (promoters, passives, detractors) of two periods: z · √(SE₁² + SE₂²) around the adjusted difference."""
    if not sum(now) or not sum(before):
        return None
    (middle_now, error_now), (middle_before, error_before) = adjusted_nps(*now), adjusted_nps(*before)
    middle, half = 100 * (middle_now - middle_before), 100 * z * sqrt(error_now**2 + error_before**2)
    value = 100 * ((now[0] - now[2]) / sum(now) - (before[0] - before[2]) / sum(before))
    return Change(value, max(middle - half, -200.0), min(middle + half, 200.0))


def share_change(now: tuple[int, int], before: tuple[int, int], z: float = Z) -> Change | None:
    """Compare (hits, n) of two periods in percentage points, by Newcombe's method of two Wilson intervals (1998)."""
    (hits_now, n_now), (hits_before, n_before) = now, before
    if not n_now or not n_before:
        return None
    share_now, share_before = hits_now / n_now, hits_before / n_before
    low_now, high_now = wilson(hits_now, n_now, z)
    low_before, high_before = wilson(hits_before, n_before, z)
    value = share_now - share_before
    low = value - sqrt((share_now - low_now) ** 2 + (high_before - share_before) ** 2)
    high = value + sqrt((high_now - share_now) ** 2 + (share_before - low_before) ** 2)
    return Change(100 * value, 100 * low, 100 * high)


def score_change(scale: str, now: Mapping[str, int], before: Mapping[str, int], z: float = Z) -> Change | None:
    """Compare the bands of two periods on any scale; None where one of them has too few answers for a figure."""
    (bad, middle, good), (bad_before, middle_before, good_before) = thirds(scale, now), thirds(scale, before)
    n, n_before = bad + middle + good, bad_before + middle_before + good_before
    if min(n, n_before) < FEWEST:
        return None
    if scale == "nps":
        return nps_change((good, middle, bad), (good_before, middle_before, bad_before), z)
    return share_change((good, n), (good_before, n_before), z)
