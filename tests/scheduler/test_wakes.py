"""Wakes: nothing is lost between looking and sleeping, errors slow down and never end a loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import anyio
import pytest

from scheduler.wakes import (
    DRAINS_WITHOUT_REST,
    LONGEST_PAUSE_S,
    MANY,
    REST_S,
    Drainer,
    Signal,
    drain_all,
    keep_draining,
    settle_everything,
)
from usecases.protocols import Stage

pytestmark = pytest.mark.anyio


def drainer(rows: list[int], stage: Stage = "turn", wakes: tuple[Stage, ...] = ()) -> Drainer:
    """A stage whose batches are numbers of rows; an empty list means nothing waits."""

    async def drain() -> int:
        return rows.pop(0) if rows else 0

    return Drainer(stage=stage, drain=drain, wakes=wakes)


async def no_sleep(_seconds: float) -> None:
    """Errors are not waited out in tests, but others may run."""
    await asyncio.sleep(0)


async def test_a_stage_is_drained_until_nothing_waits() -> None:
    """One wake is enough for all batches, and the next stages are woken."""
    signal = Signal()
    assert await drain_all(drainer([64, 64, 3], wakes=("deliver",)), signal) == 131
    with anyio.fail_after(1):
        await signal.wait("deliver")


async def test_a_wake_before_the_wait_counts() -> None:
    """Who is woken while he works does not sleep afterwards; two wakes are one."""
    signal = Signal()
    signal("turn")
    signal("turn")
    with anyio.fail_after(1):
        await signal.wait("turn")
    with anyio.move_on_after(0.01) as scope:
        await signal.wait("turn")
    assert scope.cancelled_caught


async def test_a_loop_drains_at_the_start_and_at_every_wake() -> None:
    """What waits from before the start is found without a wake; later rows are found by one."""
    signal, rows, seen = Signal(), [5], asyncio.Event()

    async def drain() -> int:
        done = rows.pop(0) if rows else 0
        if done:
            seen.set()
        return done

    async with anyio.create_task_group() as group:
        group.start_soon(loop_of(Drainer(stage="turn", drain=drain), signal))
        with anyio.fail_after(2):
            await seen.wait()
            seen.clear()
            rows.append(1)
            signal("turn")
            await seen.wait()
        signal.stop()
    assert rows == []


async def test_errors_slow_down_and_never_end_the_loop() -> None:
    """Twelve failures in a row: pauses double up to a minute, and the thirteenth try does the work."""
    signal, pauses, tries = Signal(), [], 0

    async def drain() -> int:
        nonlocal tries
        tries += 1
        if tries <= 12:
            raise OSError("the database is away")
        signal.stop()
        return 0

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    with anyio.fail_after(2):
        await keep_draining(Drainer(stage="deliver", drain=drain), signal, sleep=sleep)
    assert tries == 13
    assert pauses[:4] == [0.5, 1.0, 2.0, 4.0]
    assert pauses[-1] == LONGEST_PAUSE_S


async def test_lanes_of_a_stage_do_not_wait_for_each_other() -> None:
    """One wake reaches every lane; while one lane is held up, the other is drained again and again."""
    signal, held, quick = Signal(), asyncio.Event(), [0]

    async def slow() -> int:
        await held.wait()
        return 0

    async def fast() -> int:
        quick[0] += 1
        return 0

    async with anyio.create_task_group() as group:
        group.start_soon(loop_of(Drainer(stage="deliver", lane="sms", drain=slow), signal))
        group.start_soon(loop_of(Drainer(stage="deliver", lane="telegram", drain=fast), signal))
        with anyio.fail_after(2):
            for drained in range(1, 4):
                while quick[0] < drained:
                    await asyncio.sleep(0)
                signal("deliver")
        signal.stop()
        held.set()
    assert quick[0] >= 3


async def test_a_lane_can_be_woken_alone() -> None:
    """Who knows the lane wakes no other; a lane that nobody drains here is no error."""
    signal = Signal()
    sms, telegram = signal.listen("deliver", "sms"), signal.listen("deliver", "telegram")
    signal("deliver", "sms")
    signal("deliver", "slack")
    assert (sms.is_set(), telegram.is_set()) == (True, False)


async def test_stopping_begins_no_new_batch() -> None:
    """A stop lets the batch at work finish and leaves the rest for the next start."""
    signal, rows = Signal(), [1, 1, 1]

    async def drain() -> int:
        signal.stop()
        return rows.pop(0)

    await keep_draining(Drainer(stage="turn", drain=drain), signal, sleep=no_sleep)
    assert rows == [1, 1]


async def test_after_several_rows_more_are_gathered() -> None:
    """Several rows are followed by one short rest; a row that came alone is not, so a lone chat is never slowed."""
    for rows, expected in (([3], [REST_S]), ([1, 1], [REST_S]), ([1], []), ([], [])):
        signal, rests = Signal(), list[float]()

        async def drain(rows: list[int] = rows, signal: Signal = signal) -> int:
            if rows:
                return rows.pop(0)
            signal.stop()
            return 0

        async def sleep(seconds: float, rests: list[float] = rests) -> None:
            rests.append(seconds)

        await keep_draining(Drainer(stage="turn", drain=drain), signal, sleep=sleep)
        assert rests == expected


async def test_a_busy_stage_does_not_rest() -> None:
    """Where many rows come at a wake, the next wakes are worked on at once; once it is calmer, a stage rests again."""
    signal, rests, rows = Signal(), list[float](), [MANY + 1, 0] + [2, 0] * (DRAINS_WITHOUT_REST + 1)

    async def drain() -> int:
        done = rows.pop(0)
        signal("turn")
        if not rows:
            signal.stop()
        return done

    async def sleep(seconds: float) -> None:
        rests.append(seconds)

    await keep_draining(Drainer(stage="turn", drain=drain), signal, sleep=sleep)
    assert rests == [REST_S, REST_S]


async def test_everything_is_settled_in_rounds() -> None:
    """Stages that bring each other work are drained until none finds any."""
    turns, sends = [2], [0]

    async def turn() -> int:
        done = turns.pop() if turns else 0
        sends[0] += done
        return done

    async def deliver() -> int:
        done, sends[0] = sends[0], 0
        return done

    stages = [Drainer(stage="deliver", drain=deliver), Drainer(stage="turn", drain=turn)]
    assert await settle_everything(stages, Signal()) == 4


def loop_of(each: Drainer, signal: Signal) -> Callable[[], Coroutine[Any, Any, None]]:
    """The drain loop as a task."""

    async def run() -> None:
        await keep_draining(each, signal, sleep=no_sleep)

    return run
