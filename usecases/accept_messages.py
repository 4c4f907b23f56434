"""Accepts messages: each is in the inbox, durably and once, before the platform hears "received"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from conversation.messages import Inbound
from conversation.saved import dump_inbound
from storage import inbox
from storage.columns import JsonObject
from storage.database import Store


async def accept(store: Store, messages: Sequence[Inbound], *, now: datetime) -> list[bool]:
    """Store messages in the given order; True for each that is new, False for one that was delivered before."""
    if not messages:
        return []
    rows = [_row(message, now) for message in messages]
    new = await store.run(partial(inbox.add, rows=rows))
    news: list[bool] = []
    for message in messages:
        key = (message.channel, message.message_id)
        news.append(key in new)
        new.discard(key)  # the same message twice in one request is new once
    return news


def _row(message: Inbound, now: datetime) -> JsonObject:
    return {
        "channel": message.channel,
        "message_id": message.message_id,
        "sender": message.sender,
        "platform_order": message.order,
        "message": dump_inbound(message),
        "accepted_at": now,
    }
