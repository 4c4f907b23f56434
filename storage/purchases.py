"""Purchases (trips and orders), the events that happened to them, and remembered API calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, func, select

from storage.columns import METADATA, Json, JsonObject, UtcDateTime
from storage.prepared import Query, one_of
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
    destination_zone: str = ""
    cancelled_at: datetime | None = None


_PURCHASES = Query(
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
        purchases.c.destination_zone,
        purchases.c.cancelled_at,
    )
    .where(one_of(purchases.c.customer_id, "ids"), purchases.c.cancelled_at.is_(None))
    .order_by(purchases.c.created_at.desc()),
    PurchaseRow,
)


def purchases_for(tx: Transaction, customer_ids: Iterable[str]) -> dict[str, list[PurchaseRow]]:
    """Every customer's purchases that were not cancelled, the newest first."""
    wanted = list(customer_ids)
    found: dict[str, list[PurchaseRow]] = {}
    for row in _PURCHASES.all(tx, {"ids": wanted}) if wanted else ():
        found.setdefault(row.customer_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a customer or his purchase."""

    name: str
    at: datetime
    purchase_id: str = ""


_PURCHASE = select(*(purchases.c[name] for name in PurchaseRow.__slots__))


def purchase_by_number(tx: Transaction, number: str) -> PurchaseRow | None:
    """A purchase by the company's number, cancelled ones included."""
    row = tx.execute(_PURCHASE.where(purchases.c.external_id == number)).mappings().first()
    return None if row is None else PurchaseRow(**row)


def purchases_of(tx: Transaction, customer_id: str) -> list[PurchaseRow]:
    """All purchases of a customer, cancelled ones included, the newest first."""
    query = _PURCHASE.where(purchases.c.customer_id == customer_id).order_by(purchases.c.created_at.desc())
    return [PurchaseRow(**row) for row in tx.execute(query).mappings()]


def add_purchase(tx: Transaction, row: JsonObject) -> None:
    """A new purchase."""
    tx.execute(purchases.insert(), row)


def change_purchase(tx: Transaction, purchase_id: str, row: JsonObject) -> None:
    """Write these columns of a purchase."""
    tx.execute(purchases.update().where(purchases.c.id == purchase_id).values(**row))


def name_recommender(tx: Transaction, purchase_id: str, attribute: str, number: str) -> None:
    """Write who recommended us into a purchase's attributes."""
    known = tx.execute(select(purchases.c.attributes).where(purchases.c.id == purchase_id)).scalar() or {}
    change_purchase(tx, purchase_id, {"attributes": {**known, attribute: number}})


def add_event(tx: Transaction, row: JsonObject) -> None:
    """A fact, once and for all."""
    tx.execute(events.insert(), row)


def events_of(tx: Transaction, customer_id: str, purchase_id: str) -> list[EventRow]:
    """What happened to one purchase, or ("") to the customer without any, oldest first."""
    of_purchase = events.c.purchase_id == purchase_id if purchase_id else events.c.purchase_id.is_(None)
    query = select(events.c.name, events.c.at).where(events.c.customer_id == customer_id, of_purchase)
    return [EventRow(*row) for row in tx.execute(query.order_by(events.c.at, events.c.recorded_at, events.c.id))]


def all_events_of(tx: Transaction, customer_id: str) -> list[EventRow]:
    """Everything that happened to a customer and his purchases, oldest first."""
    query = select(events.c.name, events.c.at, events.c.purchase_id).where(events.c.customer_id == customer_id)
    found = tx.execute(query.order_by(events.c.at, events.c.recorded_at, events.c.id))
    return [EventRow(row.name, row.at, row.purchase_id or "") for row in found]


def remembered_call(tx: Transaction, key: str) -> tuple[str, JsonObject] | None:
    """Body hash and answer of the call that used this idempotency key first."""
    query = select(idempotency_keys.c.body_hash, idempotency_keys.c.response).where(idempotency_keys.c.key == key)
    row = tx.execute(query).first()
    return None if row is None else (row.body_hash, row.response)


def remember_call(tx: Transaction, key: str, *, body_hash: str, response: JsonObject, now: datetime) -> None:
    """Keep a call's answer for its repetitions."""
    row = {"key": key, "body_hash": body_hash, "status": 200, "response": response, "at": now}
    tx.execute(idempotency_keys.insert(), row)


def forget_calls(tx: Transaction, *, before: datetime) -> int:
    """Delete idempotency keys older than that; returns how many."""
    return tx.execute(idempotency_keys.delete().where(idempotency_keys.c.at < before)).rowcount


def value_of(tx: Transaction, customer_id: str) -> int:
    """What the customer has bought and not cancelled, in whole euros or whatever the currency is."""
    query = select(func.coalesce(func.sum(purchases.c.amount_minor), 0)).where(
        purchases.c.customer_id == customer_id, purchases.c.cancelled_at.is_(None)
    )
    return int(tx.execute(query).scalar_one()) // 100
