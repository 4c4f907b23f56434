"""The one way in for messages of every channel: durable first, then the wake."""

from __future__ import annotations

from collections.abc import Sequence

from app.wiring import House
from conversation.messages import Inbound
from usecases.accept_messages import accept


async def take_in(house: House, messages: Sequence[Inbound]) -> int:
    """Accept messages and wake the turn; returns how many were new. What is returned from here is durable."""
    if not messages:
        return 0
    new = await accept(house.store, messages, now=house.clocks.business())
    for message, is_new in zip(messages, new, strict=True):
        house.metrics.accepted.labels(message.channel, str(is_new).lower()).inc()
    if any(new):
        house.wake("turn")
    return sum(new)
