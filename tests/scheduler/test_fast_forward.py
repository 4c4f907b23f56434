"""A moved clock passes through what is due, so that nothing is late by its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.gate import LATE_AFTER
from scheduler.fast_forward import MOST_STEPS, fast_forward

pytestmark = pytest.mark.anyio
START = datetime(2027, 6, 1, 12, tzinfo=UTC)


@dataclass
class Film:
    """Rows that fall due, a clock, and how late each was done."""

    rows: list[datetime]
    now: datetime = START
    lateness: list[timedelta] = field(default_factory=list)
    again: timedelta | None = None

    def move(self, by: timedelta) -> None:
        """Forward."""
        assert by >= timedelta(0)
        self.now += by

    async def next_due(self, after: datetime) -> datetime | None:
        """The first row after a moment."""
        return min((row for row in self.rows if row > after), default=None)

    async def settle(self) -> None:
        """Do what is due; some rows come back later."""
        done = [row for row in self.rows if row <= self.now]
        self.lateness += [self.now - row for row in done]
        self.rows = [row for row in self.rows if row > self.now]
        if done and self.again:
            self.rows.append(self.now + self.again)

    async def play(self, until: datetime) -> int:
        """Move the clock."""
        return await fast_forward(
            until, now=lambda: self.now, move=self.move, next_due=self.next_due, settle=self.settle
        )


@given(st.lists(st.integers(0, 60 * 24 * 10), max_size=30), st.integers(0, 60 * 24 * 12))
async def test_nothing_is_late(minutes: list[int], until: int) -> None:
    """Whatever is due on the way is done in less than what the gate calls late, and the clock ends where it should."""
    film = Film([START + timedelta(minutes=minute) for minute in minutes])
    await film.play(START + timedelta(minutes=until))
    assert film.now == START + timedelta(minutes=until)
    assert all(late < LATE_AFTER for late in film.lateness)
    assert len(film.lateness) == sum(minute <= until for minute in minutes)


async def test_an_empty_way_is_one_step() -> None:
    """Where nothing is due the clock jumps."""
    assert await Film([]).play(START + timedelta(days=200)) == 1


async def test_the_past_changes_nothing() -> None:
    """The clock never goes back."""
    film = Film([])
    await film.play(START - timedelta(days=1))
    assert film.now == START


async def test_a_very_busy_way_ends() -> None:
    """Rows that come back every minute cannot hold the clock for ever."""
    film = Film([START + timedelta(minutes=1)], again=timedelta(minutes=1))
    await film.play(START + timedelta(days=4000))
    assert film.now == START + timedelta(days=4000)
    assert len(film.lateness) <= MOST_STEPS + 2
