"""Runs the house's loops and ticks: one APScheduler that only ticks, one drain loop a stage.

Where several processes share a database, loops run in each and ticks in the one that leads (scheduler/leader.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import structlog
from apscheduler.jobstores.memory import MemoryJobStore  # type: ignore[import-untyped]  # carries no types
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

from scheduler.jobs import Clock, Tick
from scheduler.wakes import Drainer, Signal, keep_draining, settle_everything
from storage.bundles import claim_fire
from storage.database import Store

LOG = structlog.stdlib.get_logger(__name__)
PATIENCE_S = 10.0  # how long a stop waits for the batch that is being worked on


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Everything that runs by itself in one process. `wall` is the clock of fires, which nobody moves."""

    store: Store
    ticks: Sequence[Tick]
    drainers: Sequence[Drainer]
    signal: Signal
    wall: Clock

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Loops and ticks run while the block does; the end lets the batch at work finish."""
        async with self.draining(), self.ticking():
            yield

    @asynccontextmanager
    async def draining(self) -> AsyncIterator[None]:
        """Loops run while the block does; the end lets the batch at work finish."""
        loops = [
            asyncio.create_task(keep_draining(each, self.signal, sleep=asyncio.sleep), name=f"drain {each.name}")
            for each in self.drainers
        ]
        try:
            yield
        finally:
            self.signal.stop()
            _, unfinished = await asyncio.wait(loops, timeout=PATIENCE_S) if loops else (set(), set())
            for loop in unfinished:
                loop.cancel()

    @asynccontextmanager
    async def ticking(self) -> AsyncIterator[None]:
        """Ticks fire while the block runs."""
        scheduler = self._scheduler()
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)

    async def tick_all(self) -> int:
        """Run every tick once and settle what it brings: after the demo's clock has moved, and in tests."""
        moved = 0
        for tick in self.ticks:
            moved += await tick.run()
        return moved + await settle_everything(self.drainers, self.signal)

    async def fire(self, tick: Tick) -> None:
        """One fire of a tick; an error is logged and the next fire tries again."""
        try:
            if tick.claimed and not await self.store.run(partial(claim_fire, schedule=tick.name, at=self._slot(tick))):
                return
            moved = await tick.run()
            if moved:
                LOG.info("tick", tick=tick.name, moved=moved)
        except Exception as error:
            LOG.error("tick failed", tick=tick.name, error=type(error).__name__)

    def _slot(self, tick: Tick) -> datetime:
        """The fire's time, the same on every machine: the wall clock rounded down to the tick's interval."""
        seconds = int(self.wall().timestamp())
        return datetime.fromtimestamp(seconds - seconds % tick.every_s, UTC)

    def _scheduler(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone=UTC,
        )
        for tick in self.ticks:
            scheduler.add_job(
                self.fire, IntervalTrigger(seconds=tick.every_s, timezone=UTC), args=(tick,), id=tick.name
            )
        return scheduler
