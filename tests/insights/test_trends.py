"""Differences of two periods, against hand-computed intervals."""

from __future__ import annotations

import pytest

from insights.trends import nps_change, share_change


def test_the_same_period_twice_has_not_changed() -> None:
    """No difference is zero and never clear."""
    change = nps_change((50, 30, 20), (50, 30, 20))
    assert change is not None
    assert change.value == 0
    assert not change.clear
    assert change.low == pytest.approx(-change.high)


def test_nps_errors_add_as_squares() -> None:
    """The half-width is z · √(SE₁² + SE₂²): of two equal periods √2 times one period's 15.075."""
    change = nps_change((50, 30, 20), (50, 30, 20))
    assert change is not None
    assert change.high == pytest.approx(2**0.5 * (44.20 - 14.05) / 2, abs=0.02)


def test_a_landslide_is_clear() -> None:
    """From all detractors to all promoters is no chance."""
    change = nps_change((50, 0, 0), (0, 0, 50))
    assert change is not None
    assert change.value == 200
    assert change.clear


def test_shares_follow_newcombe() -> None:
    """56 of 70 against 48 of 80 is 20 points, 5.24 to 33.39 (Newcombe 1998, method 10, first example)."""
    change = share_change((56, 70), (48, 80))
    assert change is not None
    assert change.value == pytest.approx(20)
    assert (change.low, change.high) == pytest.approx((5.24, 33.39), abs=0.01)


def test_an_empty_period_compares_with_nothing() -> None:
    """Where nobody answered there is no change to speak of."""
    assert nps_change((1, 0, 0), (0, 0, 0)) is None
    assert share_change((0, 0), (1, 2)) is None
