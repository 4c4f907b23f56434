"""When the next thing is due for real (not made-up) customers: where the demo's clock jumps to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.case_dues import case_dues
from storage.contacts import contacts
from storage.customers import customers
from storage.outbox import outbox
from storage.sessions import sessions
from storage.transactions import Transaction

ASKED_AGAIN = ("another conversation is going on", "hold_while: %")
"""Rules (as LIKE patterns) by which a contact is asked again every hour or so: no moment of its own."""


def next_due(tx: Transaction, *, after: datetime, sample: bool = False) -> datetime | None:
    """The earliest planned contact, reminder or expiry after this moment; None where nothing is ahead.

    With `sample`, made-up customers count too. Contacts that only wait until the customer is free do not.
    """
    whose = () if sample else (customers.c.sample.is_(False),)
    contact = (
        select(func.min(contacts.c.due_at))
        .join(customers, customers.c.id == contacts.c.customer_id)
        .where(contacts.c.state == "planned", contacts.c.due_at > after, *whose)
        .where(*(contacts.c.rule.not_like(pattern) for pattern in ASKED_AGAIN))
    )
    session = (
        select(func.min(sessions.c.due_at))
        .join(customers, customers.c.id == sessions.c.customer_id)
        .where(sessions.c.state == "asking", sessions.c.due_at > after, *whose)
    )
    moments = [tx.execute(query).scalar() for query in (contact, session)]
    return min((moment for moment in moments if moment is not None), default=None)


def next_moment(tx: Transaction, *, after: datetime) -> datetime | None:
    """The earliest moment after this one at which any row is due: contacts that are asked again every hour included."""
    waiting = (
        select(func.min(contacts.c.due_at)).where(contacts.c.state == "planned", contacts.c.due_at > after),
        select(func.min(sessions.c.due_at)).where(sessions.c.state == "asking", sessions.c.due_at > after),
        select(func.min(outbox.c.due_at)).where(outbox.c.state == "waiting", outbox.c.due_at > after),
        select(func.min(case_dues.c.due_at)).where(case_dues.c.done_at.is_(None), case_dues.c.due_at > after),
    )
    moments = [tx.execute(query).scalar() for query in waiting]
    return min((moment for moment in moments if moment is not None), default=None)
