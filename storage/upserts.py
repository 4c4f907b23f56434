"""INSERT … ON CONFLICT on both databases: one spelling, so that no query names a dialect."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.transactions import Transaction

Insert = sqlite.Insert | postgresql.Insert


def insert(tx: Transaction, table: Table) -> Insert:
    """An INSERT of the transaction's dialect, which knows on_conflict_do_nothing and on_conflict_do_update."""
    return insert_into(tx.dialect.name, table)


def insert_into(dialect: str, table: Table) -> Insert:
    """The same by the dialect's name, for statements that are built once."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
