"""The outbox: everything that is to leave the house, one row each, in order per address."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, text

from storage.columns import METADATA, Json, UtcDateTime

UNSETTLED = text("state IN ('waiting', 'sending')")

outbox = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),  # the same effect never makes two rows
    Column("kind", String, nullable=False, default="message"),  # message (webhook, call, media follow)
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),  # the platform's id; order is kept per (channel, address)
    Column("address_id", String),
    Column("customer_id", String, index=True),
    Column("session_id", String, index=True),
    Column("contact_id", String),  # set where we open: the gate is asked at delivery
    Column("case_id", String),
    Column("step", String, nullable=False, default=""),
    Column("prompt", Json, nullable=False),  # conversation.messages.Prompt
    Column("state", String, nullable=False, default="waiting"),  # waiting | sending | sent | refused | in_doubt
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("tries", Integer, nullable=False, default=0),
    Column("provider_id", String, nullable=False, default=""),
    Column("outcome", String, nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index("ix_outbox_state_due_at", "state", "due_at"),
    Index("ix_outbox_channel_address_id", "channel", "address", "id"),
    Index(  # finds the first unsettled row of an address, however long its history
        "ix_outbox_unsettled", "channel", "address", "id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED
    ),
)
