"""Takes the turns that wait in the inbox: a batch of messages with one load, one save and one commit.

Messages keep their order per customer. What the model should read is read before the transaction. A message that no
turn can take is parked with the place of the error, and its neighbours go on.
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from conversation.messages import Inbound
from conversation.payload import unpack
from conversation.reading import Reading
from conversation.saved import load_inbound, load_reading, reading_json
from storage import inbox
from storage.columns import JsonObject, JsonText
from storage.customers import addresses_at, tokens_by_value
from storage.database import Store
from storage.inbox import InboxRow
from storage.locks import lock_customers, lock_messages, lock_senders
from storage.outbox import addressed_since
from storage.pages import pages_by_token
from storage.saving import StaleSessionError
from storage.sessions import sessions_by_id
from storage.transactions import Transaction, is_broken_world
from usecases.batch import NO_WAYS, Batch, NewId, WaysIn
from usecases.bundles import Bundles
from usecases.go_elsewhere import follow_codes
from usecases.greet_customer import same_phone
from usecases.know_again import know_again
from usecases.protocols import Reader
from usecases.read_texts import read_texts
from usecases.take_turn import take_turn

REPLY_ONCE_PER = timedelta(hours=1)  # the polite reply to what nobody asked for
SAID_LATELY = "unsolicited"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message that waits, with what the model saw in it (None: nothing to read)."""

    row: InboxRow
    message: Inbound
    reading: Reading | None


async def take_turns(
    store: Store,
    *,
    reader: Reader,
    bundles: Bundles,
    new_id: NewId,
    now: datetime,
    shard: int | None = None,
    limit: int = 256,
    patience_s: float | None = None,
    ways_in: WaysIn = NO_WAYS,
    said: set[str] | None = None,
) -> int:
    """Take the turns of the oldest waiting messages, of one shard or of all; returns how many inbox rows were settled.

    The channels that something is to leave by are added to `said`.

    The reader has `patience_s` seconds for a batch (None: read_texts.PATIENCE_S); then its texts count as unread.

    One caller a shard (the workers see to it); locks on the rows protect all the same.
    Raises only where the database is out of order: then everything waits as it was.
    """
    rows = in_turn_order(await store.read(partial(_find, bundles=bundles, limit=limit, shard=shard)))
    if not rows:
        return 0
    waiting = await _read(rows, reader, patience_s)
    heard = set[str]() if said is None else said
    take = partial(_take, bundles=bundles, new_id=new_id, now=now, ways_in=ways_in, said=heard)
    try:
        return await store.run(partial(take, waiting=waiting), order="beside")
    except Exception as error:
        if is_broken_world(error):
            raise
    return sum([await _take_alone(store, item, take, now) for item in waiting])


def _find(tx: Transaction, *, bundles: Bundles, limit: int, shard: int | None) -> list[InboxRow]:
    """What waits; an experience published meanwhile is parsed here, where nobody waits for the writer."""
    if rows := inbox.waiting(tx, limit, shard):
        bundles.prepare(tx)
    return rows


def in_turn_order(rows: Sequence[InboxRow]) -> list[InboxRow]:
    """Acceptance order; where a platform numbers its updates, each sender's messages are put into that order."""
    by_sender: dict[tuple[str, str], list[InboxRow]] = {}
    for row in rows:
        by_sender.setdefault((row.channel, row.sender), []).append(row)
    queues = {place: deque(sorted(own, key=_platform_order)) for place, own in by_sender.items()}
    return [queues[row.channel, row.sender].popleft() for row in rows]


def _platform_order(row: InboxRow) -> tuple[int, int]:
    return (row.platform_order if row.platform_order is not None else 0, row.id)


async def _read(rows: Sequence[InboxRow], reader: Reader, patience_s: float | None) -> list[Waiting]:
    messages = [load_inbound(row.message) for row in rows]
    readings = await read_texts(reader, messages, patience_s=patience_s)
    return [
        Waiting(row, message, load_reading(row.reading) if row.reading else reading)
        for row, message, reading in zip(rows, messages, readings, strict=True)
    ]


def _take(
    tx: Transaction,
    *,
    waiting: Sequence[Waiting],
    bundles: Bundles,
    new_id: NewId,
    now: datetime,
    ways_in: WaysIn,
    said: set[str],
) -> int:
    lock_messages(tx, [item.row.id for item in waiting])
    free = inbox.still_waiting(tx, [item.row.id for item in waiting])
    items = [item for item in waiting if item.row.id in free]
    if not items:
        return 0
    batch = Batch(tx, bundles, new_id, now, ways_in)
    messages = know_again(tx, follow_codes(batch, [item.message for item in items]))
    _load(tx, messages, batch)
    for item, message in zip(items, messages, strict=True):
        customer_id = take_turn(batch, message, item.reading, key=f"in:{item.row.id}")
        batch.saving.settled.append(_settled(item, customer_id, now))
    said.update(row["channel"] for row in batch.saving.outbox)
    batch.saving.flush(tx)
    return len(items)


def _load(tx: Transaction, messages: Sequence[Inbound], batch: Batch) -> Batch:
    places = {(message.channel, message.sender) for message in messages}
    reached = places | {twin for place in places if (twin := same_phone(*place))}
    shown = {message.token for message in messages if message.token}
    lock_senders(tx, reached, shown)
    batch.addresses = dict(addresses_at(tx, reached))
    batch.tokens |= tokens_by_value(tx, shown - batch.tokens.keys())
    batch.pages = pages_by_token(tx, shown - batch.tokens.keys())
    of_addresses = {address.customer_id for address in batch.addresses.values()}
    concerned = of_addresses | {token.customer_id for token in batch.tokens.values()}
    lock_customers(tx, concerned)
    batch.load_customers(concerned)
    batch.load_tapped(sessions_by_id(tx, _tapped(messages)))
    silent = {
        place for place in places if place not in batch.addresses or batch.addresses[place].id not in batch.sessions
    }
    batch.answered_lately = addressed_since(tx, silent, step=SAID_LATELY, now=batch.now, window=REPLY_ONCE_PER)
    return batch


def _tapped(messages: Iterable[Inbound]) -> set[str]:
    payloads = (unpack(message.button) for message in messages if message.kind == "button")
    return {payload[0] for payload in payloads if payload is not None}


def _settled(item: Waiting, customer_id: str | None, now: datetime) -> JsonObject:
    reading = JsonText(reading_json(item.reading)) if item.reading is not None else None
    return {"row": item.row.id, "of_customer": customer_id, "read_as": reading, "at": now}


async def _take_alone(store: Store, item: Waiting, take: partial[int], now: datetime) -> int:
    try:
        return await store.run(partial(take, waiting=[item]), order="beside")
    except StaleSessionError:
        await store.run(partial(inbox.postpone, row_id=item.row.id))
        return 0
    except Exception as error:
        if is_broken_world(error):
            raise
        await store.run(partial(inbox.park, row_id=item.row.id, error=_place(error), now=now))
        return 1


def _place(error: Exception) -> str:
    """The error's class and place; never its message, which may quote the customer."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
