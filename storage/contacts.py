"""Planned contacts: what we mean to open with whom and when, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.columns import METADATA, UtcDateTime
from storage.transactions import Transaction

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
    Index("ix_contacts_state_due_at", "state", "due_at"),
)


def shift_contact(tx: Transaction, contact_id: str, *, until: datetime, rule: str, place: str) -> None:
    """The gate said "not now": when it is tried next, and the rule that said so."""
    change = contacts.update().where(contacts.c.id == contact_id)
    tx.execute(change.values(due_at=until, rule=rule, place=place))


def mark_contact(tx: Transaction, contact_id: str, *, state: str, rule: str, place: str, now: datetime) -> None:
    """What became of a contact in the end, and the rule that decided."""
    change = contacts.update().where(contacts.c.id == contact_id)
    tx.execute(change.values(state=state, rule=rule, place=place, settled_at=now))
