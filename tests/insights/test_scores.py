"""Scores against published figures and figures computed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.scores import Score, ces, csat, nps, wilson

people = st.integers(0, 5000)


@pytest.mark.parametrize(
    ("counts", "value", "low", "high"),
    [
        ((50, 30, 20), 30, 14.05, 44.20),
        ((5, 3, 2), 30, -19.05, 65.21),
        ((10, 0, 0), 100, 47.50, 100),
        ((120, 50, 30), 45, 34.14, 54.53),
        ((1, 0, 0), 100, -48.5, 98.5),
    ],
)
def test_nps_has_the_adjusted_interval(counts: tuple[int, int, int], value: float, low: float, high: float) -> None:
    """NPS keeps its raw value and carries the adjusted Wald interval, cut at 100."""
    score = nps(*counts)
    assert score is not None
    assert score.n == sum(counts)
    assert score.value == pytest.approx(value)
    assert (score.low, score.high) == pytest.approx((low, high), abs=0.02)


def test_csat_has_wilsons_interval() -> None:
    """42 of 50 satisfied is 84 %, between 71.49 and 91.66."""
    score = csat(42, 50)
    assert score is not None
    assert score.value == pytest.approx(84)
    assert (score.low, score.high) == pytest.approx((71.49, 91.66), abs=0.01)


def test_ces_is_the_share_that_found_it_easy() -> None:
    """CES counts the easy answers like CSAT counts the satisfied."""
    assert ces(42, 50) == csat(42, 50)


def test_nobody_has_no_score() -> None:
    """Without answers there is no score, not a zero."""
    assert nps(0, 0, 0) is None
    assert csat(0, 0) is None


@pytest.mark.parametrize("wrong", [(-1, 0, 0), (0, -1, 5)])
def test_negative_counts_are_a_bug(wrong: tuple[int, int, int]) -> None:
    """Counting fewer than nobody is refused loudly."""
    with pytest.raises(ValueError, match="negative"):
        nps(*wrong)


@given(people, people, people)
def test_nps_stays_inside_its_scale(promoters: int, passives: int, detractors: int) -> None:
    """Whatever the answers: -100 ≤ low ≤ high ≤ 100, and the mirror image has the mirrored score."""
    score, mirrored = nps(promoters, passives, detractors), nps(detractors, passives, promoters)
    if score is None or mirrored is None:
        assert promoters + passives + detractors == 0
        return
    assert -100 <= score.low < score.high <= 100
    assert (mirrored.value, mirrored.low, mirrored.high) == pytest.approx((-score.value, -score.high, -score.low))


@given(people, people)
def test_wilson_holds_the_share(hits: int, misses: int) -> None:
    """The interval lies in 0 to 1 and holds the share itself."""
    n = hits + misses
    low, high = wilson(hits, n)
    assert 0 <= low <= high <= 1
    if n:
        assert low <= hits / n <= high


def test_more_answers_narrow_the_interval() -> None:
    """Ten times the people with the same shares are surer."""
    few, many = nps(5, 3, 2), nps(50, 30, 20)
    assert isinstance(few, Score)
    assert isinstance(many, Score)
    assert many.high - many.low < few.high - few.low
