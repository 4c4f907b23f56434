"""Scores from counted bands, for every scale there is, and the fewest answers a figure needs."""

from __future__ import annotations

from collections.abc import Mapping

from conversation.scales import OWN_BANDS, SCALES
from insights.scores import Score, csat, nps

FEWEST = 5  # below this many answers an interval spans nearly the whole scale: a figure would only mislead


def thirds(scale: str, counts: Mapping[str, int]) -> tuple[int, int, int]:
    """How many judged badly, neither, and well; a scale of two bands has no middle."""
    bands = list(SCALES[scale].bands) if scale in SCALES else list(OWN_BANDS)
    middle = sum(counts.get(band, 0) for band in bands[1:-1])
    return counts.get(bands[0], 0), middle, counts.get(bands[-1], 0)


def score_of(scale: str, counts: Mapping[str, int]) -> Score | None:
    """The scale's score of these bands: NPS, else the share of the best band; None below the fewest answers."""
    bad, middle, good = thirds(scale, counts)
    if bad + middle + good < FEWEST:
        return None
    if scale == "nps":
        return nps(promoters=good, passives=middle, detractors=bad)
    return csat(good, bad + middle + good)
