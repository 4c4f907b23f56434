"""Keeps a worker at work: where the database goes away, it begins again when it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

PAUSE_S = 1.0
LONGEST_PAUSE_S = 15.0
LOG = structlog.stdlib.get_logger(__name__)


class Working(Protocol):
    """A worker (storage/working.py)."""

    stopping: bool

    async def run(self) -> None:
        """Work until stopped."""
        ...


async def keep_working(worker: Working, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Run a worker until it is stopped; each failure in a row waits longer before the next try."""
    pause = PAUSE_S
    while not worker.stopping:
        try:
            await worker.run()
            pause = PAUSE_S
        except Exception as error:
            LOG.error("working failed", error=type(error).__name__, again_in_s=pause)
        if not worker.stopping:
            await sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
