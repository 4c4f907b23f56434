"""When the next thing is due for real (not made-up) customers: where the demo's clock jumps to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.contacts import contacts
from storage.customers import customers
from storage.sessions import sessions
from storage.transactions import Transaction


def next_due(tx: Transaction, *, after: datetime) -> datetime | None:
    """The earliest planned contact, reminder or expiry after this moment; None where nothing is ahead."""
    contact = (
        select(func.min(contacts.c.due_at))
        .join(customers, customers.c.id == contacts.c.customer_id)
        .where(contacts.c.state == "planned", contacts.c.due_at > after, customers.c.sample.is_(False))
    )
    session = (
        select(func.min(sessions.c.due_at))
        .join(customers, customers.c.id == sessions.c.customer_id)
        .where(sessions.c.state == "asking", sessions.c.due_at > after, customers.c.sample.is_(False))
    )
    moments = [tx.execute(query).scalar() for query in (contact, session)]
    return min((moment for moment in moments if moment is not None), default=None)
