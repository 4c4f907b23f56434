"""The inbox: every inbound message once, in acceptance order, until a turn has taken it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    func,
    select,
    text,
    type_coerce,
)
from sqlalchemy.sql.dml import ReturningInsert

from storage.columns import METADATA, Json, JsonAsText, JsonObject, UtcDateTime
from storage.prepared import Change, Query, one_of
from storage.transactions import Transaction
from storage.upserts import insert_into

WAITING = text("state = 'waiting'")
PARKED = text("state = 'parked'")

inbox = Table(
    "inbox",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("channel", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("sender", String, nullable=False),
    Column("shard", SmallInteger, nullable=False, default=0, server_default=text("0")),  # storage.work.shard_of
    Column("platform_order", BigInteger),
    Column("message", Json, nullable=False),  # conversation.messages.Inbound
    Column("reading", Json),  # conversation.reading.Reading, made before the turn
    Column("state", String, nullable=False, default="waiting"),  # waiting | done | parked
    Column("customer_id", String),
    Column("error", String, nullable=False, default=""),
    Column("tries", Integer, nullable=False, default=0),
    Column("accepted_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime),
    UniqueConstraint("channel", "message_id"),
    Index("ix_inbox_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("ix_inbox_parked", "id", sqlite_where=PARKED, postgresql_where=PARKED),
    Index("ix_inbox_customer_id", "customer_id"),
)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One message that waits for its turn; `message` and `reading` as conversation.saved wrote them."""

    id: int
    channel: str
    sender: str
    platform_order: int | None
    message: JsonObject | str
    reading: JsonObject | None
    tries: int


_WAITING_ROWS = (
    select(
        inbox.c.id,
        inbox.c.channel,
        inbox.c.sender,
        inbox.c.platform_order,
        type_coerce(inbox.c.message, JsonAsText).label("message"),
        inbox.c.reading,
        inbox.c.tries,
    )
    .where(WAITING)
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_WAITING = Query(_WAITING_ROWS, InboxRow)
_WAITING_IN = Query(_WAITING_ROWS.where(inbox.c.shard == bindparam("of_shard")), InboxRow)
_SHARDS = select(inbox.c.shard).where(WAITING).distinct()
_STILL_WAITING = Query(select(inbox.c.id).where(WAITING, one_of(inbox.c.id, "ids")), int)
_LAST = Query(select(func.coalesce(func.max(inbox.c.id), 0).label("last")), int)
_SINCE = select(inbox.c.channel, inbox.c.message_id).where(inbox.c.id > bindparam("last"))
_ADD = Change(lambda dialect: insert_into(dialect, inbox).on_conflict_do_nothing())
_SETTLE = Change(
    inbox.update()
    .where(inbox.c.id == bindparam("row"))
    .values(
        state="done",
        customer_id=bindparam("of_customer"),
        reading=bindparam("read_as", type_=Json(none_as_null=True)),
        taken_at=bindparam("at"),
    )
)


def add(tx: Transaction, rows: Sequence[JsonObject]) -> set[tuple[str, str]]:
    """Insert messages that are not there yet; returns the (channel, message_id) of the new ones."""
    if tx.dialect.name != "sqlite":
        return {(channel, message_id) for channel, message_id in tx.execute(_add(tx.dialect.name), rows)}
    [last] = _LAST.all(tx, {})  # nobody else inserts before this transaction ends
    if _ADD.run(tx, rows) == len(rows):
        return {(row["channel"], row["message_id"]) for row in rows}
    return {(channel, message_id) for channel, message_id in tx.execute(_SINCE, {"last": last})}


@cache
def _add(dialect: str) -> ReturningInsert[str, str]:
    return insert_into(dialect, inbox).on_conflict_do_nothing().returning(inbox.c.channel, inbox.c.message_id)


def waiting(tx: Transaction, limit: int, shard: int | None = None) -> list[InboxRow]:
    """The oldest waiting messages, of one shard or of all, in acceptance order."""
    if shard is None:
        return _WAITING.all(tx, {"most": limit})
    return _WAITING_IN.all(tx, {"most": limit, "of_shard": shard})


def waiting_shards(tx: Transaction) -> list[int]:
    """The shards in which messages wait."""
    return list(tx.execute(_SHARDS).scalars())


def still_waiting(tx: Transaction, ids: Sequence[int]) -> set[int]:
    """Which of these nobody else has taken meanwhile."""
    return set(_STILL_WAITING.all(tx, {"ids": ids}))


def settle(tx: Transaction, rows: Sequence[JsonObject]) -> None:
    """Mark messages done: rows of row (id), of_customer, read_as, at."""
    _SETTLE.run(tx, rows)


def park(tx: Transaction, row_id: int, *, error: str, now: datetime) -> None:
    """Put a message aside that waits and that no turn could take; `error` says where, never what the customer wrote."""
    values = {"state": "parked", "error": error, "taken_at": now, "tries": inbox.c.tries + 1}
    tx.execute(inbox.update().where(inbox.c.id == row_id, WAITING).values(values))


def postpone(tx: Transaction, row_id: int) -> None:
    """Leave a message waiting for the next round, counting the try."""
    tx.execute(inbox.update().where(inbox.c.id == row_id).values(tries=inbox.c.tries + 1))
