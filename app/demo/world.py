"""The demo's world as the tour and the page's doors hold it: the house, its neighbours, and a movable clock."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import httpx

from app.demo.company import BookingSystem
from app.wiring import House
from scheduler.fast_forward import fast_forward
from scheduler.runner import Runner
from storage.depths import depths
from storage.next_due import next_due

SETTLE_S = 20.0
LOOKING_BACK = ("post_digests", "watch_scores")
"""Ticks that wait for the end of a way: the desk reads one digest of the last day, not one of each day passed by."""


@dataclass(kw_only=True)
class World:
    """What the tour and the page's doors hold: the house, its clients, and the stand-ins' control doors."""

    house: House
    runner: Runner
    company: BookingSystem
    phones: httpx.AsyncClient
    desk: httpx.AsyncClient
    product_url: str
    sandbox_url: str

    def now(self) -> datetime:
        """The business clock."""
        return self.house.clocks.business()

    async def move_to(self, moment: datetime) -> None:
        """Move the business clock there (never back) and let everything happen that is due on the way."""
        on_the_way = replace(self.runner, ticks=[tick for tick in self.runner.ticks if tick.name not in LOOKING_BACK])
        await fast_forward(
            max(moment, self.now()) + timedelta(seconds=1),
            now=self.now,
            move=self.house.clocks.move,
            next_due=self._next_due,
            settle=partial(self._settle, on_the_way),
        )
        await self.settle()

    async def settle(self) -> None:
        """Run every tick until nothing is due any more. Raises TimeoutError where something hangs."""
        await self._settle(self.runner)

    async def _settle(self, runner: Runner) -> None:
        async with asyncio.timeout(SETTLE_S):
            while True:
                await runner.tick_all()
                now = self.now()
                waiting = await self.house.store.read(partial(depths, now=now))
                if not (waiting.inbox_waiting or waiting.outbox_due or waiting.contacts_due):
                    return
                await asyncio.sleep(0.02)

    async def _next_due(self, after: datetime) -> datetime | None:
        """When the next thing is due, for made-up customers too."""
        return await self.house.store.read(partial(next_due, after=after, sample=True))
