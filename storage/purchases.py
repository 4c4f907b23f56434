"""Purchases (trips and orders), the events that happened to them, and remembered API calls."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from storage.columns import METADATA, Json, UtcDateTime

purchases = Table(
    "purchases",
    METADATA,
    Column("id", String, primary_key=True),
    Column("external_id", String, nullable=False, unique=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("kind", String, nullable=False, default="trip"),  # trip | order
    Column("destination", String, nullable=False, default=""),
    Column("destination_zone", String, nullable=False, default=""),
    Column("departs_at", UtcDateTime),
    Column("returns_at", UtcDateTime),
    Column("amount_minor", Integer),  # cents
    Column("currency", String, nullable=False, default="EUR"),
    Column("attributes", Json, nullable=False, default=dict),
    Column("created_at", UtcDateTime, nullable=False),
    Column("cancelled_at", UtcDateTime),
)

events = Table(
    "events",
    METADATA,
    Column("id", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("purchase_id", ForeignKey("purchases.id"), index=True),
    Column("name", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("data", Json, nullable=False, default=dict),
    Column("recorded_at", UtcDateTime, nullable=False),
    Index("ix_events_customer_id_name", "customer_id", "name"),
)

idempotency_keys = Table(
    "idempotency_keys",
    METADATA,
    Column("key", String, primary_key=True),
    Column("body_hash", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("response", Json, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

api_keys = Table(
    "api_keys",
    METADATA,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("key_hash", String, nullable=False, unique=True),  # SHA-256 of 32 random bytes; never the key
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)
