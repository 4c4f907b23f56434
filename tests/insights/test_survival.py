"""Kaplan-Meier against a published example and at its ends."""

from __future__ import annotations

import pytest

from insights.survival import Watched, curve

# Remission of leukaemia patients under 6-MP in weeks (Freireich et al. 1963), the textbook example; + = still watched.
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"


def test_the_textbook_example() -> None:
    """The published estimates of this data: 0.857, 0.807, 0.753, 0.690, 0.627, 0.538 and 0.448."""
    watched = [Watched(int(word.rstrip("+")), not word.endswith("+")) for word in REMISSION.split()]
    found = curve(watched)
    assert [step.days for step in found.steps] == [6, 7, 10, 13, 16, 22, 23]
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [1 - step.share for step in found.steps] == pytest.approx(published, abs=0.0006)
    assert found.days_until(0.5) == 23  # the published median


def test_nobody_and_everybody() -> None:
    """Of nobody there is no step; where it happened to all, the last step is certain."""
    assert curve([]).steps == ()
    assert curve([]).by(100).share == 0
    last = curve([Watched(3, happened=True), Watched(5, happened=True)]).steps[-1]
    assert (last.share, last.low, last.high) == (1.0, 1.0, 1.0)
