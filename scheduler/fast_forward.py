"""Moves a movable clock to a moment as if time had passed: what falls due on the way happens when it is due.

A single jump would be an outage to the gate: what fell due meanwhile would be late, and `if_late` would decide.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from journey.gate import LATE_AFTER
from scheduler.jobs import Clock

STEP = LATE_AFTER - timedelta(minutes=5)  # steps no closer than this; nothing is late by the end of one
MOST_STEPS = 2000  # the rest of a very long way is jumped


async def fast_forward(
    until: datetime,
    *,
    now: Clock,
    move: Callable[[timedelta], object],
    next_due: Callable[[datetime], Awaitable[datetime | None]],
    settle: Callable[[], Awaitable[object]],
) -> int:
    """Move the clock to `until` from one due row to the next; returns the number of steps.

    `next_due` names the first due row after a moment, `settle` does everything that is due. The clock never goes back.
    """
    await settle()
    steps = 0
    while now() < until:
        due = await next_due(now()) if steps < MOST_STEPS else None
        goal = until if due is None else min(max(due, now() + STEP), until)
        move(max(goal - now(), timedelta(0)))  # a clock that also runs by itself may have passed the goal
        await settle()
        steps += 1
    return steps
