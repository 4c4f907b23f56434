"""Keeps one pace a channel over all processes that send: a message's moment is booked in the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import anyio

from storage.database import Store
from storage.paces import book

PATIENCE_S = 10.0  # a moment further away is not booked: the message waits in the outbox, others take its slot

Paced = Callable[[str, int], Awaitable[float]]


def shared_pace(store: Store, gaps_s: Mapping[str, float], *, patience_s: float = PATIENCE_S) -> Paced:
    """Waits for a channel's next moment and returns 0, or the seconds after which to ask again.

    `gaps_s` are the seconds that one place of a channel takes, the others have no pace in common. A message of several
    places (an SMS of several segments) leaves at its first one; the next message waits for all of them.
    """

    async def wait(channel: str, places: int) -> float:
        gap_s = gaps_s.get(channel)
        if gap_s is None:
            return 0.0
        booked, seconds = await store.run(
            partial(book, channel=channel, gap_s=gap_s * max(places, 1), patience_s=patience_s), order="free"
        )
        if not booked:
            return seconds
        await anyio.sleep(seconds)
        return 0.0

    return wait
