"""Sessions: where every conversation stands, and when its next reminder or end is due."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from storage.columns import METADATA, Json, UtcDateTime

sessions = Table(
    "sessions",
    METADATA,
    Column("id", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("address_id", ForeignKey("addresses.id"), nullable=False),
    Column("contact_id", String),
    Column("flow", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("state", String, nullable=False),
    Column("data", Json, nullable=False),  # conversation.session.Session
    Column("version", Integer, nullable=False, default=1),
    Column("due_at", UtcDateTime),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("ix_sessions_customer_id_state", "customer_id", "state"),
    Index("ix_sessions_state_due_at", "state", "due_at"),
)
