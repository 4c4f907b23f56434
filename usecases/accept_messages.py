"""Accepts messages: each is in the inbox, durably and once, before the platform hears "received"."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from pydantic_core import PydanticSerializationError

from conversation.messages import Inbound
from conversation.saved import dump_inbound, inbound_json
from storage import inbox
from storage.columns import JsonObject, JsonText
from storage.database import Store
from storage.media_files import add_media
from storage.transactions import Transaction
from storage.work import shard_of, wake

LARGEST = 2**31 - 1  # what the database counts to; far beyond what is fetched
LONGEST_TEXT = 10_000  # characters; more than any messenger lets a person type


async def accept(store: Store, messages: Sequence[Inbound], *, now: datetime) -> list[bool]:
    """Store messages in the given order; True for each that is new, False for one that was delivered before."""
    if not messages:
        return []
    files = [row for message in messages if message.media for row in _media_rows(message, now)]
    if files:  # before the message: a crash in between brings the message once more, and the files are known
        await store.run(partial(add_media, rows=files))
    return await store.run_together(_add, [_row(message, now) for message in messages], order="free")


def _add(tx: Transaction, requests: list[list[JsonObject]]) -> list[list[bool]]:
    """All requests that came in while the last commit ran, in one statement."""
    rows = [row for rows in requests for row in rows]
    new = inbox.add(tx, rows)
    wake(tx, "turn", {row["shard"] for row in rows if (row["channel"], row["message_id"]) in new})
    return [[_take(new, row) for row in rows] for rows in requests]


def _media_rows(message: Inbound, now: datetime) -> list[JsonObject]:
    """What is to be fetched of a message."""
    about = {"channel": message.channel, "sender": _storable(message.sender), "due_at": now, "accepted_at": now}
    about["message_id"] = _storable(message.message_id)
    return [
        about
        | {"place": place, "platform_id": _storable(each.platform_id)}
        | {"mime_type": _storable(each.mime_type), "size": min(each.size, LARGEST)}
        for place, each in enumerate(message.media)
    ]


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
        "message_id": _storable(message.message_id),
        "sender": _storable(message.sender),
        "shard": shard_of(message.channel, _storable(message.sender)),
        "platform_order": message.order,
        "message": _written(message),
        "accepted_at": now,
    }


def _written(message: Inbound) -> JsonObject | JsonText:
    """The message as JSON. Nearly all are fine as they are: short as a whole, and without anything to replace."""
    with suppress(PydanticSerializationError):  # half a surrogate pair
        text = inbound_json(message)
        if len(text) <= LONGEST_TEXT and "\\u0000" not in text:
            return JsonText(text)
    return {name: _storable(value) for name, value in dump_inbound(message).items()}


def _storable(value: Any) -> Any:
    """A text as every database can keep it: half surrogate pairs and NUL come from broken clients, or worse."""
    if not isinstance(value, str):
        return value
    return value[:LONGEST_TEXT].encode("utf-8", "replace").decode().replace("\0", "")
