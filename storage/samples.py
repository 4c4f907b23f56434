"""The sample year: rows made up by the demo, written table by table in bulk and marked as sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from storage.cases import cases
from storage.columns import METADATA
from storage.customers import customers
from storage.transactions import Transaction

IN_ORDER = ("customers", "addresses", "consents", "purchases", "events", "contacts", "responses", "answers", "readings")
"""Tables of a sample, parents before children; cases and their events follow."""


def insert_sample(tx: Transaction, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> int:
    """Write rows by table name; every row of one table has the same columns. Returns how many were written."""
    written = 0
    for name in (*IN_ORDER, "cases", "case_events"):
        if rows.get(name):
            tx.execute(insert(METADATA.tables[name]), [dict(row) for row in rows[name]])
            written += len(rows[name])
    return written


def count_samples(tx: Transaction) -> int:
    """How many customers are made up."""
    query = select(func.count()).select_from(customers).where(customers.c.sample.is_(True))
    return tx.execute(query).scalar_one()


def next_case_number(tx: Transaction) -> int:
    """The first number no case has."""
    return (tx.execute(select(func.max(cases.c.number))).scalar() or 0) + 1
