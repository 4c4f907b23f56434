"""How fast a channel may be written to: so many messages a second in all, and fewer to one chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from pyrate_limiter import InMemoryBucket, Rate, RateItem

NEVER_LEFT = "the message was still waiting for its turn"
"""Noted on a cancellation that came while waiting: nothing has reached the platform."""

OVERALL: dict[str, tuple[int, float]] = {
    "telegram": (1, 0.035),
    "whatsapp": (40, 1),
    "sms": (1, 1),
    "slack": (1, 0.1),
}
"""What each platform takes of one sender, as (messages, seconds), where the settings say nothing else."""

CHATS_KEPT = 10_000
"""Chats whose last messages are remembered; beyond it the silent ones are forgotten."""


class Pace:
    """A channel's rate limit: waits a moment for its turn, so that the platform need not say 429.

    `overall` and `chat` are (messages, seconds). A chat's limit may allow a short burst: (3, 3) is one message a
    second on average, but a thank-you and the next question go out together. `clock` is monotonic seconds.
    """

    def __init__(
        self,
        overall: tuple[int, float],
        chat: tuple[int, float],
        *,
        patience_s: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._overall = InMemoryBucket([_rate(*overall)])
        self._chat_rate = _rate(*chat)
        self._chats: dict[str, InMemoryBucket] = {}
        self._patience_s, self._clock, self._sleep = patience_s, clock, sleep

    def take(self, chat: str) -> float:
        """Take a place if there is one and return 0; otherwise the seconds until there may be one."""
        now = int(self._clock() * 1000)
        bucket = self._chats.get(chat) or self._remember(chat, now)
        bucket.leak(now)
        self._overall.leak(now)
        item = RateItem(chat, now)
        if not bucket.put(item):
            return max(_seconds(bucket, item), 0.001)
        if self._overall.put(item):
            return 0.0
        bucket.items.pop()  # the chat's place goes back: nothing was sent
        return max(_seconds(self._overall, item), 0.001)

    async def wait(self, chat: str, *, begun: bool = False) -> float:
        """Wait for a place, at most the patience; 0 once it is taken, else the seconds still missing.

        `begun`: an earlier part of the same message has left already.
        """
        spent = 0.0
        while (missing := self.take(chat)) > 0:
            if spent + missing > self._patience_s:
                return missing
            try:
                await self._sleep(missing)
            except asyncio.CancelledError as stopped:
                if not begun:
                    stopped.add_note(NEVER_LEFT)
                raise
            spent += missing
        return 0.0

    def _remember(self, chat: str, now: int) -> InMemoryBucket:
        if len(self._chats) >= CHATS_KEPT:
            for bucket in self._chats.values():
                bucket.leak(now)
            self._chats = {name: bucket for name, bucket in self._chats.items() if bucket.items}
        return self._chats.setdefault(chat, InMemoryBucket([self._chat_rate]))


def _rate(messages: int, seconds: float) -> Rate:
    return Rate(messages, int(seconds * 1000))


def _seconds(bucket: InMemoryBucket, item: RateItem) -> float:
    waiting = bucket.waiting(item)
    return waiting / 1000 if isinstance(waiting, int) else 1.0
