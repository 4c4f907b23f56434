"""Closed loop, first contact, recovery: each figure against an example counted by hand."""

from __future__ import annotations

import pytest

from insights.closed_loop import CaseOutcome, closed_loop_rate, first_contact_resolution, recovered

CASES = [
    CaseOutcome(
        band="detractor", answered=True, resolved=True, answers=1, score_before=2, score_after=9, band_after="promoter"
    ),
    CaseOutcome(
        band="detractor", answered=True, resolved=True, answers=3, score_before=4, score_after=5, band_after="detractor"
    ),
    CaseOutcome(band="detractor", answered=True, resolved=True, answers=1, reopened=True),
    CaseOutcome(band="detractor", answered=False, resolved=False),
    CaseOutcome(band="passive", answered=False, resolved=True, answers=0),
]


def test_the_loop_is_closed_by_an_answer_and_a_solution() -> None:
    """Three of four detractors; the passive one was resolved without a word."""
    rates = closed_loop_rate(CASES)
    assert (rates["detractor"].value, rates["detractor"].n) == (75.0, 4)
    assert rates["detractor"].low == pytest.approx(30.06, abs=0.01)  # Wilson, 3 of 4
    assert (rates["passive"].value, rates["passive"].n) == (0.0, 1)


def test_first_contact_counts_one_answer_and_no_reopening() -> None:
    """Of four resolved cases two needed at most one answer and stayed closed."""
    score = first_contact_resolution(CASES)
    assert score is not None
    assert (score.value, score.n) == (50.0, 4)
    assert first_contact_resolution([CASES[3]]) is None


def test_recovery_is_the_mean_difference() -> None:
    """(7 + 1) / 2 = 4 points, one of two has become a promoter; nobody asked again is no figure."""
    found = recovered(CASES)
    assert found is not None
    assert (found.n, found.delta, found.detractor_to_promoter) == (2, 4.0, 1)
    assert recovered(CASES[2:]) is None
