"""How far a newly published bundle has been brought to the customers: where planning anew has got to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, String, Table, select

from storage.columns import METADATA, UtcDateTime
from storage.contacts import contacts
from storage.customers import customers
from storage.purchases import events
from storage.transactions import Transaction
from storage.upserts import insert

replans = Table(
    "replans",
    METADATA,
    Column("bundle", String, primary_key=True),
    Column("after", String, nullable=False, default=""),  # customers up to this id are planned anew
    Column("done", Boolean, nullable=False, default=False),
    Column("at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ReplanRow:
    """One bundle's way through the customers."""

    bundle: str
    after: str
    done: bool


def replans_begun(tx: Transaction) -> dict[str, ReplanRow]:
    """How far each bundle has got that customers may be planned by, by bundle."""
    rows = tx.execute(select(replans.c.bundle, replans.c.after, replans.c.done))
    return {row.bundle: ReplanRow(*row) for row in rows}


def note_replan(tx: Transaction, bundle: str, *, after: str, done: bool, now: datetime) -> None:
    """Write down how far it has got; once it is done, nobody is planned by another bundle any more."""
    values = {"after": after, "done": done, "at": now}
    statement = insert(tx, replans).values(bundle=bundle, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["bundle"], set_=values))
    if done:
        tx.execute(replans.delete().where(replans.c.bundle != bundle))


def customers_after(tx: Transaction, customer_id: str, limit: int) -> list[str]:
    """The next customers in order of our ids to whom anything has happened or is planned; erased ones are left out."""
    concerned = (
        select(events.c.id).where(events.c.customer_id == customers.c.id).exists()
        | select(contacts.c.id).where(contacts.c.customer_id == customers.c.id).exists()
    )
    query = select(customers.c.id).where(customers.c.id > customer_id, customers.c.erased_at.is_(None), concerned)
    return list(tx.execute(query.order_by(customers.c.id).limit(limit)).scalars())
