"""The scores of customer feedback, each with its 95 % interval: NPS, CSAT and CES.

A score of nobody is None, never 0: an empty chart and a bad one must not look alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.96  # 95 %, as the published tables use it


@dataclass(frozen=True, slots=True)
class Score:
    """A score, the ends of its 95 % interval (same unit) and the number of people behind it."""

    value: float
    low: float
    high: float
    n: int


def nps(promoters: int, passives: int, detractors: int) -> Score | None:
    """The Net Promoter Score, -100 to 100: 100 · (promoters - detractors) / n, passives counting in n.

    The interval is adjusted Wald (Rocks 2016; MeasuringU): three answers are added, ¾ promoter, 1½ passive and
    ¾ detractor, so that few or unanimous answers do not look certain; its ends are cut at ±100.
    """
    n = _checked(promoters, passives, detractors)
    if n == 0:
        return None
    middle, error = adjusted_nps(promoters, passives, detractors)
    low, high = 100 * (middle - Z * error), 100 * (middle + Z * error)
    return Score(100 * (promoters - detractors) / n, max(low, -100.0), min(high, 100.0), n)


def adjusted_nps(promoters: int, passives: int, detractors: int) -> tuple[float, float]:
    """The adjusted score (-1 to 1) and its standard error: √((p + d - (p - d)²) / n) with the three added answers."""
    n = promoters + passives + detractors + 3
    p, d = (promoters + 0.75) / n, (detractors + 0.75) / n
    return p - d, sqrt((p + d - (p - d) ** 2) / n)


def csat(satisfied: int, n: int) -> Score | None:
    """Customer satisfaction in percent: the share of 4 and 5 on the five-point scale, with Wilson's interval."""
    return _percent(satisfied, n)


def ces(easy: int, n: int) -> Score | None:
    """Customer effort in percent: the share of 5 to 7 on "made it easy" (1-7), with Wilson's interval."""
    return _percent(easy, n)


def wilson(hits: int, n: int, z: float = Z) -> tuple[float, float]:
    """Wilson's score interval of a share (0 to 1); of nobody it is everything."""
    if n == 0:
        return 0.0, 1.0
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    # At the ends the bound is exact; floating point would leave 1e-17 beyond it.
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == n else middle + half)


def _percent(hits: int, n: int) -> Score | None:
    _checked(hits, n - hits)
    if n == 0:
        return None
    low, high = wilson(hits, n)
    return Score(100 * hits / n, 100 * low, 100 * high, n)


def _checked(*counts: int) -> int:
    if min(counts) < 0:
        raise ValueError(f"counts of people cannot be negative: {counts}")
    return sum(counts)
