"""How often contacts with a quota were opened over all customers: one small row each, and only for those."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Column, Index, String, Table, select

from storage.columns import METADATA, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert

quota_uses = Table(
    "quota_uses",
    METADATA,
    Column("contact_id", String, primary_key=True),
    Column("journey", String, nullable=False),
    Column("contact", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_quota_uses_journey_contact_at", "journey", "contact", "at"),
)

Use = tuple[str, datetime]
"""Id of the contact that used the quota, and when."""


def add_uses(tx: Transaction, rows: Iterable[tuple[str, str, str]], now: datetime) -> None:
    """Contacts (id, journey, name) that were opened under a quota."""
    lines = [{"contact_id": each, "journey": journey, "contact": name, "at": now} for each, journey, name in rows]
    if lines:
        tx.execute(insert(tx, quota_uses).on_conflict_do_nothing(), lines)


def uses_since(tx: Transaction, wanted: Sequence[tuple[str, str, datetime]]) -> dict[tuple[str, str], list[Use]]:
    """Who used the quotas of these contacts (journey, name) after a moment, by (journey, name)."""
    found: dict[tuple[str, str], list[Use]] = {}
    for journey, name, since in wanted:
        here = (quota_uses.c.journey == journey) & (quota_uses.c.contact == name) & (quota_uses.c.at > since)
        rows = tx.execute(select(quota_uses.c.contact_id, quota_uses.c.at).where(here).order_by(quota_uses.c.at))
        found[journey, name] = [(row.contact_id, row.at) for row in rows]
    return found


def forget_uses(tx: Transaction, *, before: datetime) -> int:
    """Delete uses older than that; returns how many."""
    return tx.execute(quota_uses.delete().where(quota_uses.c.at < before)).rowcount
