"""Purchases (trips and orders), the events that happened to them, and remembered API calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, bindparam, select

from storage.columns import METADATA, Json, JsonObject, UtcDateTime
from storage.transactions import Transaction

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


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """A trip or order, as texts and conditions may name it."""

    id: str
    external_id: str
    customer_id: str
    kind: str
    destination: str
    departs_at: datetime | None
    returns_at: datetime | None
    amount_minor: int | None
    currency: str
    attributes: JsonObject


_PURCHASES = (
    select(
        purchases.c.id,
        purchases.c.external_id,
        purchases.c.customer_id,
        purchases.c.kind,
        purchases.c.destination,
        purchases.c.departs_at,
        purchases.c.returns_at,
        purchases.c.amount_minor,
        purchases.c.currency,
        purchases.c.attributes,
    )
    .where(purchases.c.customer_id.in_(bindparam("ids", expanding=True)), purchases.c.cancelled_at.is_(None))
    .order_by(purchases.c.created_at.desc())
)


def purchases_for(tx: Transaction, customer_ids: Iterable[str]) -> dict[str, list[PurchaseRow]]:
    """Every customer's purchases that were not cancelled, the newest first."""
    wanted = list(customer_ids)
    found: dict[str, list[PurchaseRow]] = {}
    for row in tx.execute(_PURCHASES, {"ids": wanted}).mappings() if wanted else ():
        found.setdefault(row["customer_id"], []).append(PurchaseRow(**row))
    return found
