"""Scores from bands: every scale has one, and too few answers have none."""

from __future__ import annotations

import pytest

from conversation.scales import SCALES
from insights.banded import score_of, thirds


def test_below_five_answers_there_is_no_figure() -> None:
    """Four promoters are not an NPS of 100."""
    assert score_of("nps", {"promoter": 4}) is None
    five = score_of("nps", {"promoter": 5})
    assert five is not None
    assert five.value == 100


@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_has_a_worst_and_a_best_band(scale: str) -> None:
    """Ten in the worst band score lowest, ten in the best highest, whatever the scale."""
    worst, *_, best = SCALES[scale].bands
    assert thirds(scale, {worst: 7, best: 3}) == (7, 0, 3)
    low, high = score_of(scale, {worst: 10}), score_of(scale, {best: 10})
    assert low is not None
    assert high is not None
    assert (low.value, high.value) == (-100 if scale == "nps" else 0, 100)
