"""What loyalty is counted from, as read-only queries over everybody: bookings, ratings, open cases, withdrawals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, select

from storage.cases import cases
from storage.customers import consents, customers
from storage.purchases import events, purchases
from storage.responses import answers, responses
from storage.transactions import Transaction

AT_ONCE = 2000  # rows fetched at a time: the whole table never lies in memory
RECOMMENDED_BY = "recommended_by"  # a purchase's attribute: the company's number of the customer who recommended us


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One purchase that was not cancelled; `until` is when it is over, `recommender` our id of who brought it."""

    customer_id: str
    at: datetime
    amount_minor: int | None
    currency: str
    until: datetime | None
    recommender: str | None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One score of one customer."""

    customer_id: str
    scale: str
    score: float
    band: str
    touchpoint: str
    at: datetime
    sample: bool


@dataclass(frozen=True, slots=True)
class NameRow:
    """Who a customer is, for a list."""

    id: str
    external_id: str | None
    first_name: str
    last_name: str
    sample: bool


def bookings(tx: Transaction) -> Iterator[BookingRow]:
    """All purchases that stand, by customer, oldest first; booked when the event says so, else when we heard of it."""
    booked = (
        select(events.c.purchase_id, func.min(events.c.at).label("at"))
        .where(events.c.name == "booked", events.c.purchase_id.is_not(None))
        .group_by(events.c.purchase_id)
        .subquery()
    )
    recommender = customers.alias("recommender")
    at = func.coalesce(booked.c.at, purchases.c.created_at, type_=purchases.c.created_at.type)
    query = (
        select(
            purchases.c.customer_id,
            at.label("at"),
            purchases.c.amount_minor,
            purchases.c.currency,
            func.coalesce(purchases.c.returns_at, purchases.c.departs_at, type_=purchases.c.returns_at.type),
            recommender.c.id,
        )
        .outerjoin(booked, booked.c.purchase_id == purchases.c.id)
        .outerjoin(recommender, recommender.c.external_id == purchases.c.attributes[RECOMMENDED_BY].as_string())
        .where(purchases.c.cancelled_at.is_(None))
        .order_by(purchases.c.customer_id, at, purchases.c.id)
    )
    for row in _stream(tx, query):
        yield BookingRow(*row)


def ratings(tx: Transaction, *, since: datetime, customer_ids: Iterable[str] | None = None) -> Iterator[RatingRow]:
    """Scores since a moment, by customer, oldest first; of everybody, or of these customers."""
    query = (
        select(
            responses.c.customer_id,
            answers.c.scale,
            answers.c.score,
            answers.c.band,
            responses.c.touchpoint,
            answers.c.at,
            responses.c.sample,
        )
        .join(responses, responses.c.id == answers.c.response_id)
        .where(answers.c.score.is_not(None), answers.c.at >= since)
        .order_by(responses.c.customer_id, answers.c.at, answers.c.id)
    )
    if customer_ids is not None:
        query = query.where(responses.c.customer_id.in_(list(customer_ids)))
    for row in _stream(tx, query):
        yield RatingRow(*row)


def waiting_cases(tx: Transaction) -> dict[str, datetime | None]:
    """Customers with an open case: until when its first answer was promised, None where it was given."""
    query = select(cases.c.customer_id, cases.c.first_answer_at, cases.c.first_answer_due_at).where(
        cases.c.state != "resolved"
    )
    return {row.customer_id: None if row.first_answer_at else row.first_answer_due_at for row in tx.execute(query)}


def withdrawn(tx: Transaction, *, since: datetime) -> set[str]:
    """Customers whose latest word on surveys or offers is a no since then, after a yes."""
    later, earlier = consents.alias("later"), consents.alias("earlier")
    same = (later.c.customer_id == consents.c.customer_id) & (later.c.purpose == consents.c.purpose)
    before = (earlier.c.customer_id == consents.c.customer_id) & (earlier.c.purpose == consents.c.purpose)
    query = (
        select(consents.c.customer_id)
        .where(
            consents.c.granted.is_(False),
            consents.c.purpose.in_(("survey", "marketing")),
            consents.c.at >= since,
            ~exists().where(same, later.c.at > consents.c.at),
            exists().where(
                before, earlier.c.granted.is_(True), earlier.c.waits.is_(False), earlier.c.at < consents.c.at
            ),
        )
        .distinct()
    )
    return set(tx.execute(query).scalars())


def names_of(tx: Transaction, customer_ids: Iterable[str]) -> dict[str, NameRow]:
    """Names for a list; erased customers have none and are left out."""
    query = select(
        customers.c.id, customers.c.external_id, customers.c.first_name, customers.c.last_name, customers.c.sample
    ).where(customers.c.id.in_(bindparam("ids", expanding=True)), customers.c.erased_at.is_(None))
    wanted = list(customer_ids)
    return {row.id: NameRow(*row) for row in tx.execute(query, {"ids": wanted})} if wanted else {}


def _stream(tx: Transaction, query: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
    yield from tx.execute(query.execution_options(yield_per=AT_ONCE))
