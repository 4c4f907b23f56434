"""What every stand-in's state shares: a version that grows with every visible change, and waiting for the next."""

from __future__ import annotations

import asyncio


class Watched:
    """State that the page watches by long polling."""

    def __init__(self) -> None:
        self.version = 0
        self._changed = asyncio.Condition()

    async def touch(self) -> None:
        """Something visible changed: wake whoever watches."""
        async with self._changed:
            self.version += 1
            self._changed.notify_all()

    async def watch(self, version: int, seconds: float) -> None:
        """Return once something newer than `version` can be seen, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: self.version > version)
        except TimeoutError:
            return
