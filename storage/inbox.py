"""The inbox: every inbound message once, in acceptance order, until a turn has taken it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, UniqueConstraint, text

from storage.columns import METADATA, Json, UtcDateTime

WAITING = text("state = 'waiting'")
PARKED = text("state = 'parked'")

inbox = Table(
    "inbox",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("channel", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("sender", String, nullable=False),
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
