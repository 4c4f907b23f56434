"""Ticks: each fire once over all schedulers, errors logged and survived, everything stopped at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
import structlog

from scheduler.jobs import Tick, Work, ticks
from scheduler.runner import Runner
from scheduler.wakes import Drainer, Signal
from storage.database import Store, open_store
from storage.migrate import upgrade
from usecases.bundles import Bundles

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 6, 1, 12, 0, 7, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A fresh database."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)
    opened = open_store(url)
    yield opened
    await opened.close()


class Counted:
    """A tick that counts its runs, and fails while it is told to."""

    def __init__(self) -> None:
        self.runs = 0
        self.fails = False

    async def run(self) -> int:
        """One run."""
        self.runs += 1
        if self.fails:
            raise OSError("+49 151 23456789 could not be reached")
        return 1


def runner(store: Store, tick: Tick, now: datetime = NOON, drainers: tuple[Drainer, ...] = ()) -> Runner:
    """A runner whose wall clock stands still."""
    return Runner(store=store, ticks=[tick], drainers=drainers, signal=Signal(), wall=lambda: now)


async def test_several_schedulers_do_a_tick_once(store: Store) -> None:
    """Two machines whose clocks differ by seconds fire the same slot: one runs it; the next slot runs again."""
    counted = Counted()
    tick = Tick(name="open_contacts", every_s=15, run=counted.run)
    await runner(store, tick, NOON).fire(tick)
    await runner(store, tick, NOON + timedelta(seconds=5)).fire(tick)
    assert counted.runs == 1
    await runner(store, tick, NOON + timedelta(seconds=15)).fire(tick)
    assert counted.runs == 2


async def test_ticks_that_only_wake_run_everywhere(store: Store) -> None:
    """A sweep is for its own process."""
    counted = Counted()
    tick = Tick(name="sweep", every_s=5, run=counted.run, claimed=False)
    for _ in range(2):
        await runner(store, tick).fire(tick)
    assert counted.runs == 2


async def test_a_failing_tick_is_logged_without_words(store: Store) -> None:
    """The log names tick and kind of error, never the message, and the next fire runs."""
    counted = Counted()
    counted.fails = True
    tick = Tick(name="prune", every_s=5, run=counted.run, claimed=False)
    with structlog.testing.capture_logs() as lines:
        await runner(store, tick).fire(tick)
    assert [(line["tick"], line["error"]) for line in lines] == [("prune", "OSError")]
    assert "49" not in str(lines)
    counted.fails = False
    await runner(store, tick).fire(tick)
    assert counted.runs == 2


async def test_loops_run_and_end_with_the_block(store: Store) -> None:
    """What waits is drained while the block runs; after it no loop is left."""
    drained = asyncio.Event()

    async def drain() -> int:
        drained.set()
        return 0

    tick = Tick(name="sweep", every_s=3600, run=Counted().run, claimed=False)
    before = len(asyncio.all_tasks())
    async with runner(store, tick, drainers=(Drainer(stage="turn", drain=drain),)).running():
        with anyio.fail_after(2):
            await drained.wait()
    assert len(asyncio.all_tasks()) == before


async def test_all_ticks_at_once_for_a_moved_clock(store: Store) -> None:
    """After the demo's clock has moved, everything due is done without waiting for ticks."""
    counted = Counted()
    tick = Tick(name="open_contacts", every_s=15, run=counted.run)
    assert await runner(store, tick).tick_all() == 1
    assert await runner(store, tick).tick_all() == 1


async def test_the_page_of_ticks_runs(store: Store) -> None:
    """Every tick of the page can run on an empty house, has a name of its own, and wakes whom it must."""
    signal = Signal()
    work = Work(
        store=store,
        bundles=Bundles(store),
        new_id=lambda: "x",
        business=lambda: NOON,
        wall=lambda: NOON,
        signal=signal,
    )
    page = ticks(work)
    assert len({tick.name for tick in page}) == len(page)
    for tick in page:
        assert await tick.run() == 0
    with anyio.fail_after(1):
        for stage in ("turn", "deliver", "desk"):
            await signal.wait(stage)


async def test_the_scheduler_only_ticks(store: Store) -> None:
    """APScheduler holds one job a tick, none a customer; late fires run, and missed ones count once."""
    tick = Tick(name="sweep", every_s=1, run=Counted().run, claimed=False)
    scheduler = runner(store, tick)._scheduler()
    scheduler.start(paused=True)
    [job] = scheduler.get_jobs()
    assert (job.id, job.misfire_grace_time, job.coalesce, job.max_instances) == ("sweep", None, True, 1)
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0)
