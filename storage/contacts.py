"""Planned contacts: what we mean to open with whom and when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, bindparam, func, select

from storage.columns import METADATA, JsonObject, UtcDateTime
from storage.customers import customers
from storage.prepared import Change, Query, one_of
from storage.transactions import Transaction
from storage.upserts import insert_into

contacts = Table(
    "contacts",
    METADATA,
    Column("id", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("purchase_id", String, nullable=False, default=""),
    Column("journey", String, nullable=False),
    Column("contact", String, nullable=False),
    Column("occurrence", Integer, nullable=False, default=0),
    Column("flow", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("touchpoint", String, nullable=False, default=""),
    Column("rank", Integer, nullable=False, default=5),
    Column("due_at", UtcDateTime, nullable=False),  # when it is tried next
    Column("planned_for", UtcDateTime, nullable=False),  # when the journey wanted it
    Column("drop_at", UtcDateTime),
    Column("state", String, nullable=False, default="planned"),  # planned | opened | refused | dropped
    Column("rule", String, nullable=False, default=""),  # the gate's rule that shifted, refused or dropped it last
    Column("place", String, nullable=False, default=""),  # file:line of the contact's plan or of the rule
    Column("session_id", String),
    Column("bundle", String, nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    UniqueConstraint("customer_id", "purchase_id", "journey", "contact", "occurrence"),
    Index("ix_contacts_state_due_at_rank_id", "state", "due_at", "rank", "id"),  # the whole order of opening
    Index("ix_contacts_id", "id", unique=True).ddl_if(dialect="sqlite"),  # there rows lie by (planned_for, id)
)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact as it stands: planned, or what became of it and by which rule."""

    id: str
    customer_id: str
    purchase_id: str
    journey: str
    contact: str
    occurrence: int
    flow: str
    purpose: str
    touchpoint: str
    rank: int
    due_at: datetime
    planned_for: datetime
    drop_at: datetime | None
    state: str
    rule: str
    place: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A contact that we opened: it counts against the contact budget from then on."""

    id: str
    customer_id: str
    purpose: str
    at: datetime
    journey: str = ""
    contact: str = ""


AT_ONCE = 2000  # rows fetched at a time where a million may come

_CONTACT = select(*(contacts.c[name] for name in ContactRow.__slots__))
_DUE = _CONTACT.where(contacts.c.state == "planned", contacts.c.due_at <= bindparam("now")).order_by(
    contacts.c.due_at, contacts.c.rank, contacts.c.id
)
_PLANNED = _CONTACT.where(contacts.c.state == "planned", contacts.c.due_at <= bindparam("until"))
_FIRST_DUE = Query(_DUE.limit(bindparam("most")), ContactRow)
_BY_ID = Query(_CONTACT.where(one_of(contacts.c.id, "ids")), ContactRow)
_OF_CUSTOMER = _CONTACT.where(contacts.c.customer_id == bindparam("customer")).order_by(
    contacts.c.planned_for, contacts.c.id
)
_OPENED = Query(
    select(
        contacts.c.id,
        contacts.c.customer_id,
        contacts.c.purpose,
        contacts.c.settled_at,
        contacts.c.journey,
        contacts.c.contact,
    ).where(
        one_of(contacts.c.customer_id, "ids"),
        func.coalesce(contacts.c.state, "") == "opened",  # so that it is looked for by customer, not among all opened
        contacts.c.settled_at > bindparam("since"),
    ),
    OpenedRow,
)
_ADD = Change(lambda dialect: insert_into(dialect, contacts).on_conflict_do_nothing())
_HERE = contacts.c.id.between(bindparam("row"), bindparam("row")) & (contacts.c.planned_for == bindparam("planned"))
"""By its place in the SQLite file; an equal id would be looked for in the index by id, at a thousand places for a
thousand contacts."""
_SHIFT = Change(
    contacts.update()
    .where(_HERE)
    .values(due_at=bindparam("until"), rule=bindparam("by_rule"), place=bindparam("at_place"))
)
_SETTLE = Change(
    contacts.update()
    .where(_HERE)
    .values(
        state=bindparam("to_state"),
        rule=bindparam("by_rule"),
        place=bindparam("at_place"),
        session_id=bindparam("to_session"),
        settled_at=bindparam("now"),
    )
)
_MOVE = Change(
    contacts.update()
    .where(contacts.c.id == bindparam("row"))
    .values(
        due_at=bindparam("until"),
        planned_for=bindparam("until"),
        drop_at=bindparam("to_drop_at"),
        rule=bindparam("by_rule"),
        place=bindparam("at_place"),
    )
)


def due_contacts(tx: Transaction, now: datetime, limit: int) -> list[ContactRow]:
    """Planned contacts that are due, in due order; of those due together the first rank first."""
    return _FIRST_DUE.all(tx, {"now": now, "most": limit})


def contacts_by_id(tx: Transaction, ids: Iterable[str]) -> dict[str, ContactRow]:
    """Contacts by id."""
    wanted = list(ids)
    return {row.id: row for row in _BY_ID.all(tx, {"ids": wanted})} if wanted else {}


def contacts_of(tx: Transaction, customer_id: str) -> list[ContactRow]:
    """Everything planned for or opened with a customer, in the order in which journeys wanted it."""
    return [ContactRow(*row) for row in tx.execute(_OF_CUSTOMER, {"customer": customer_id})]


def planned_until(tx: Transaction, until: datetime) -> list[ContactRow]:
    """Everything that is planned and due by a moment, in due order."""
    return [ContactRow(*row) for row in tx.execute(_DUE, {"now": until})]


def planned_by_customer(tx: Transaction, until: datetime) -> Iterator[ContactRow]:
    """Everything that is planned and due by a moment, by customer and in due order, one after the other."""
    query = _PLANNED.order_by(contacts.c.customer_id, contacts.c.due_at, contacts.c.rank, contacts.c.id)
    for row in tx.execute(query.execution_options(yield_per=AT_ONCE), {"until": until}):
        yield ContactRow(*row)


def planned_of(tx: Transaction, customer_ids: Iterable[str], until: datetime) -> list[ContactRow]:
    """What is planned for these customers and due by a moment, in due order."""
    wanted = list(customer_ids)
    query = _PLANNED.where(contacts.c.customer_id.in_(bindparam("ids", expanding=True)))
    query = query.order_by(contacts.c.due_at, contacts.c.rank, contacts.c.id)
    return [ContactRow(*row) for row in tx.execute(query, {"until": until, "ids": wanted})] if wanted else []


def count_planned(tx: Transaction, until: datetime) -> int:
    """How many contacts are planned and due by a moment."""
    query = select(func.count()).where(contacts.c.state == "planned", contacts.c.due_at <= until)
    return tx.execute(query).scalar_one()


def planned_days(tx: Transaction, until: datetime, *, journey: str = "") -> Iterator[tuple[datetime, int]]:
    """How many contacts are due at each moment until then; `journey` "" = all of them."""
    query = select(contacts.c.due_at, func.count()).where(contacts.c.state == "planned", contacts.c.due_at <= until)
    if journey:
        query = query.where(contacts.c.journey == journey)
    for row in tx.execute(query.group_by(contacts.c.due_at).execution_options(yield_per=AT_ONCE)):
        yield row[0], row[1]


def next_customers(tx: Transaction, until: datetime, *, most: int, journey: str = "") -> list[str]:
    """The customers who are due next, each once."""
    first = func.min(contacts.c.due_at)
    query = select(contacts.c.customer_id).where(contacts.c.state == "planned", contacts.c.due_at <= until)
    if journey:
        query = query.where(contacts.c.journey == journey)
    query = query.group_by(contacts.c.customer_id).order_by(first, contacts.c.customer_id).limit(most)
    return list(tx.execute(query).scalars())


def opened_since(tx: Transaction, customer_ids: Iterable[str], since: datetime) -> dict[str, list[OpenedRow]]:
    """What we opened with these customers after `since`."""
    wanted = list(customer_ids)
    found: dict[str, list[OpenedRow]] = {}
    for row in _OPENED.all(tx, {"ids": wanted, "since": since}) if wanted else ():
        found.setdefault(row.customer_id, []).append(row)
    return found


def add_contacts(tx: Transaction, rows: Sequence[JsonObject]) -> None:
    """Plan contacts; one that is planned already stays as it is."""
    _ADD.run(tx, rows)


def have_contact(tx: Transaction, journey: str, contact: str, occurrence: int) -> set[str]:
    """Customers who have this occurrence of a contact, whatever became of it."""
    here = (contacts.c.journey == journey) & (contacts.c.contact == contact) & (contacts.c.occurrence == occurrence)
    return set(tx.execute(select(contacts.c.customer_id).where(here)).scalars())


def move_contacts(tx: Transaction, rows: Sequence[JsonObject]) -> None:
    """The journey wants them at another time: rows of row (id), until, to_drop_at, by_rule, at_place."""
    _MOVE.run(tx, rows)


def shift_contacts(tx: Transaction, rows: Sequence[JsonObject]) -> None:
    """The gate said "not now" to them: rows of row (id), planned (planned_for), until, by_rule, at_place."""
    _SHIFT.run(tx, rows)


def settle_contacts(tx: Transaction, rows: Sequence[JsonObject]) -> None:
    """What became of them: rows of row (id), planned (planned_for), to_state, by_rule, at_place, to_session, now."""
    _SETTLE.run(tx, rows)


def shift_contact(tx: Transaction, contact_id: str, *, until: datetime, rule: str, place: str) -> None:
    """The gate said "not now": when it is tried next, and the rule that said so."""
    change = contacts.update().where(contacts.c.id == contact_id)
    tx.execute(change.values(due_at=until, rule=rule, place=place))


def mark_contact(tx: Transaction, contact_id: str, *, state: str, rule: str, place: str, now: datetime) -> None:
    """What became of a contact in the end, and the rule that decided."""
    change = contacts.update().where(contacts.c.id == contact_id)
    tx.execute(change.values(state=state, rule=rule, place=place, settled_at=now))


def numbers_in_journey(tx: Transaction, journey: str) -> list[str]:
    """The company's numbers of everybody whom this journey has contacted or is going to, each once."""
    query = (
        select(customers.c.external_id)
        .join(contacts, contacts.c.customer_id == customers.c.id)
        .where(contacts.c.journey == journey, customers.c.external_id.is_not(None), customers.c.erased_at.is_(None))
        .distinct()
        .order_by(customers.c.external_id)
    )
    return list(tx.execute(query).scalars())


def drop_planned(tx: Transaction, customer_id: str, names: Iterable[str], *, rule: str, now: datetime) -> None:
    """Contacts of these names that are still planned with a customer are not opened any more."""
    here = (contacts.c.customer_id == customer_id) & contacts.c.contact.in_(list(names))
    dropped = {"state": "dropped", "rule": rule, "settled_at": now}
    tx.execute(contacts.update().where(here, contacts.c.state == "planned").values(dropped))
