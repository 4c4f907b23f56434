"""Accepts messages: each is in the inbox, durably and once, before the platform hears "received"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversation.messages import Inbound
from conversation.saved import dump_inbound
from storage import inbox
from storage.columns import JsonObject
from storage.database import Store
from storage.transactions import Transaction


async def accept(store: Store, messages: Sequence[Inbound], *, now: datetime) -> list[bool]:
    """Store messages in the given order; True for each that is new, False for one that was delivered before."""
    if not messages:
        return []
    return await store.run_together(_add, [_row(message, now) for message in messages])


def _add(tx: Transaction, requests: list[list[JsonObject]]) -> list[list[bool]]:
    """All requests that came in while the last commit ran, in one statement."""
    new = inbox.add(tx, [row for rows in requests for row in rows])
    return [[_take(new, row) for row in rows] for rows in requests]


def _take(new: set[tuple[str, str]], row: JsonObject) -> bool:
    """Whether this row made the message known; the same message once more, even in one statement, did not."""
    key = (row["channel"], row["message_id"])
    if key not in new:
        return False
    new.discard(key)
    return True


def _row(message: Inbound, now: datetime) -> JsonObject:
    return {
        "channel": message.channel,
        "message_id": message.message_id,
        "sender": message.sender,
        "platform_order": message.order,
        "message": dump_inbound(message),
        "accepted_at": now,
    }
