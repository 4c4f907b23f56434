"""The ledger of consents, read whole: every line of a customer, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.customers import consents
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One line: what was said about a purpose, to which text, where, by what, and when.

    A yes that `waits` was said elsewhere, and counts for nothing until the customer has confirmed it himself.
    """

    purpose: str
    granted: bool
    waits: bool
    version: str
    channel: str
    source: str
    at: datetime


_LINES = select(*(consents.c[name] for name in ConsentRow.__slots__))


def ledger_of(tx: Transaction, customer_id: str) -> list[ConsentRow]:
    """All lines of a customer, oldest first; the latest of a purpose counts."""
    query = _LINES.where(consents.c.customer_id == customer_id).order_by(consents.c.at, consents.c.id)
    return [ConsentRow(*row) for row in tx.execute(query)]
