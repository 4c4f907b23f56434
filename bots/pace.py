"""How fast a channel may be written to: so many messages a second in all, and fewer to one chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Literal

from pyrate_limiter import InMemoryBucket, Rate, RateItem, StateBucket

NEVER_LEFT = "the message was still waiting for its turn"
"""Noted on a cancellation that came while waiting: nothing has reached the platform."""

Found = Literal["booked", "chat", "full"]
"""A place of its own, or what has none for so long: the chat, or all of them together."""

CHAT: tuple[int, float] = (3, 3.2)
"""What one chat takes everywhere: about a message a second, where short bursts pass."""


def evenly(per_second: float) -> tuple[int, float]:
    """An even pace a little below a limit, as (messages, seconds): on their way messages run into each other.

    Two at a time, so that who wakes up late does not slow down those behind him.
    """
    return 2, 2 * 1.08 / per_second


OVERALL: dict[str, tuple[int, float]] = {
    "telegram": evenly(30),
    "whatsapp": evenly(40),
    "sms": evenly(1),
    "slack": evenly(10),
}
"""What each platform takes of one sender, as (messages, seconds), where the settings say nothing else."""

CHATS_KEPT = 10_000
"""Chats whose last messages are remembered; beyond it the silent ones are forgotten."""


class Pace:
    """A channel's rate limit: waits a moment for its turn, so that the platform need not say 429.

    `overall` and `chat` are (messages, seconds). A chat's limit may allow a short burst: (3, 3) is one message a
    second on average, but a thank-you and the next question go out together. So may the overall one: it is kept on
    average, and what was late is made up for. `clock` is monotonic seconds.
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
        self._overall = StateBucket([_rate(*overall)])
        self._chat_rate = _rate(*chat)
        self._chats: dict[str, InMemoryBucket] = {}
        self._patience_s, self._clock, self._sleep = patience_s, clock, sleep

    async def wait(self, chat: str, *, begun: bool = False, places: int = 1) -> float:
        """Wait for a place, at most the patience; 0 once it is taken, else the seconds still missing.

        Whoever asks first leaves first: a place is booked ahead, so that nobody is overtaken time and again. `begun`:
        an earlier part of the same message has left already. `places`: how many the message takes of the overall limit.
        """
        left = self._patience_s
        while True:
            found, seconds = self._book(chat, left)
            if found == "booked":
                self._take_more(chat, places - 1)
                if seconds:
                    await self._asleep(seconds, begun=begun)
                return 0.0
            if seconds > left:
                if found == "full":  # a queue this long is waited out in part: whoever sends is held up by it
                    await self._asleep(left, begun=begun)
                return seconds - left if found == "full" else seconds
            await self._asleep(seconds, begun=begun)
            left -= seconds

    def _book(self, chat: str, patience_s: float) -> tuple[Found, float]:
        """Whether a place is booked and how far away it is; what a chat waits for by itself is never booked ahead."""
        now = int(self._clock() * 1000)
        bucket = self._chats.get(chat) or self._remember(chat, now)
        bucket.leak(now)
        item = RateItem(chat, now)
        if not bucket.put(item):
            return "chat", max(_milliseconds(bucket, item), 1) / 1000
        if self._overall.put(item):
            return "booked", 0.0
        bucket.items.pop()  # the chat's place goes back, or to the moment that is booked
        missing = max(_milliseconds(self._overall, item), 1)
        if missing > patience_s * 1000:
            return "full", missing / 1000
        later = RateItem(chat, now + missing)
        self._overall.put(later)
        bucket.put(later)
        return "booked", missing / 1000

    def _take_more(self, chat: str, places: int) -> None:
        """Take the next places too: whoever comes later waits for them."""
        now = int(self._clock() * 1000)
        for _ in range(places):
            item = RateItem(chat, now)
            if not self._overall.put(item):
                self._overall.put(RateItem(chat, now + max(_milliseconds(self._overall, item), 1)))

    async def _asleep(self, seconds: float, *, begun: bool) -> None:
        try:
            await self._sleep(seconds)
        except asyncio.CancelledError as stopped:
            if not begun:
                stopped.add_note(NEVER_LEFT)
            raise

    def _remember(self, chat: str, now: int) -> InMemoryBucket:
        if len(self._chats) >= CHATS_KEPT:
            for bucket in self._chats.values():
                bucket.leak(now)
            self._chats = {name: bucket for name, bucket in self._chats.items() if bucket.items}
        return self._chats.setdefault(chat, InMemoryBucket([self._chat_rate]))


def _rate(messages: int, seconds: float) -> Rate:
    return Rate(messages, max(round(seconds * 1000), 1))


def _milliseconds(bucket: InMemoryBucket | StateBucket, item: RateItem) -> int:
    waiting = bucket.waiting(item)
    return waiting if isinstance(waiting, int) else 1000
