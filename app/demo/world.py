"""The demo's world as the tour and the page's doors hold it: the house, its neighbours, and a movable clock."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import httpx

from app.demo.company import BookingSystem
from app.demo.phone import TourError
from app.wiring import House
from scheduler.fast_forward import fast_forward
from scheduler.runner import Runner
from storage.depths import depths
from storage.next_due import next_due

SETTLE_S = 120.0  # a busy or small machine is no reason to end a tour
LOOKING_BACK = ("post_digests", "watch_scores")
"""Ticks that wait for the end of a way: the desk reads one digest of the last day, not one of each day passed by."""

AT_THE_END = (*LOOKING_BACK, "sync_templates", "fetch_media", "prune", "replan")
"""The others follow the platforms, the wall clock or a publication: none of them has moved."""


@dataclass(kw_only=True)
class World:
    """What the tour and the page's doors hold: the house, its clients, and the stand-ins' control doors.

    `told`: the business time that the stand-ins know of.
    """

    house: House
    runner: Runner
    company: BookingSystem
    phones: httpx.AsyncClient
    desk: httpx.AsyncClient
    product_url: str
    sandbox_url: str
    told: datetime

    def now(self) -> datetime:
        """The business clock."""
        return self.house.clocks.business()

    async def move_to(self, moment: datetime, *, look_back: bool = True) -> None:
        """Move the business clock there (never back) and let everything happen that is due on the way.

        `look_back`: this way is the last for now, so the desk's digests are posted at its end.
        """
        quietly = self._without(LOOKING_BACK)
        await self._settle(quietly)
        await fast_forward(
            max(moment, self.now()) + timedelta(seconds=1),
            now=self.now,
            move=self.house.clocks.move,
            next_due=self._next_due,
            settle=partial(self._step, self._without(AT_THE_END)),
        )
        await self._settle(self.runner if look_back else quietly)

    async def settle(self) -> None:
        """Run every tick until nothing is due any more. Raises TourError where something hangs."""
        await self._settle(self.runner)

    def _without(self, names: Collection[str]) -> Runner:
        """Everything that runs by itself but these ticks."""
        return replace(self.runner, ticks=[tick for tick in self.runner.ticks if tick.name not in names])

    async def _step(self, runner: Runner) -> None:
        """One step of the way: the stand-in of WhatsApp has no movable clock and is told how much later it is."""
        passed = (self.now() - self.told).total_seconds()
        self.told = self.now()
        (await self.phones.post("/sandbox/twilio/time", json={"seconds": passed})).raise_for_status()
        await self._settle(runner)

    async def _settle(self, runner: Runner) -> None:
        left = "nothing was looked at yet"
        try:
            async with asyncio.timeout(SETTLE_S):
                while left:
                    await runner.tick_all()
                    left = await self._left()
                    await asyncio.sleep(0.02 if left else 0)
        except TimeoutError:
            raise TourError(f"the demo waited {SETTLE_S:.0f} s until everything due was done; {left}") from None

    async def _left(self) -> str:
        """What is still to be done, "" for nothing."""
        waiting = await self.house.store.read(partial(depths, now=self.now()))
        kinds = {
            "messages to take": waiting.inbox_waiting,
            "messages to send": waiting.outbox_due,
            "contacts to open": waiting.contacts_due,
        }
        return ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)

    async def _next_due(self, after: datetime) -> datetime | None:
        """When the next thing is due, for made-up customers too."""
        return await self.house.store.read(partial(next_due, after=after, sample=True))
