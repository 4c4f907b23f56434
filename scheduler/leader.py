"""One process of several leads: it ticks, and does what only one may do; where it dies, another takes its place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import structlog

LOOK_EVERY_S = 2.0
LOG = structlog.stdlib.get_logger(__name__)


class Place(Protocol):
    """What can be led from (storage/leadership.py)."""

    async def take(self) -> bool:
        """Take the place if nobody has it."""
        ...

    async def held(self) -> bool:
        """Whether it is still ours."""
        ...


async def lead(
    place: Place,
    duties: Callable[[], AbstractAsyncContextManager[object]],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Run for leader for ever; `duties` run while we lead. What breaks them gives the place to somebody else's try."""
    while True:
        if await place.take():
            LOG.info("leading")
            try:
                async with duties():
                    while await place.held():
                        await sleep(LOOK_EVERY_S)
            except Exception as error:
                LOG.error("leading failed", error=type(error).__name__)
            LOG.info("no longer leading")
        await sleep(LOOK_EVERY_S)
