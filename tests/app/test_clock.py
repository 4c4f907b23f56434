"""The two clocks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import Clocks


def test_business_time_can_be_moved_forward_only_in_the_demo() -> None:
    """A movable clock jumps ahead of the wall and never back."""
    clocks = Clocks(movable=True)
    clocks.move(timedelta(days=30))
    assert timedelta(days=29, hours=23) < clocks.business() - clocks.wall() <= timedelta(days=30)
    with pytest.raises(ValueError, match="forward"):
        clocks.move(timedelta(days=-1))


def test_a_serving_clock_cannot_be_moved() -> None:
    """In production both clocks are one."""
    with pytest.raises(ValueError, match="demo"):
        Clocks().move(timedelta(days=1))
