"""Migrations build what the tables declare, and do nothing where it is there."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage.connections import write_engine
from storage.contacts import add_contacts, due_contacts, settle_contacts
from storage.customers import customers
from storage.database import open_store
from storage.migrate import standing, upgrade
from storage.schema import METADATA
from storage.transactions import Transaction

DAY = datetime(2027, 1, 8, tzinfo=UTC)
ROW = {"customer_id": "c", "purchase_id": "", "journey": "trip", "flow": "nps", "purpose": "survey", "created_at": DAY}


def ours(_object: object, name: str | None, _kind: str, _reflected: bool, _compared: object) -> bool:
    """Whether a table is declared by us; Procrastinate brings its own."""
    return not str(name).startswith(("procrastinate_", "idx_procrastinate_"))


OPTIONS = {"compare_type": True, "compare_server_default": True}
ELSEWHERE = {"postgresql": ("ix_contacts_id",), "sqlite": ()}
"""Declared for the other database only (`ddl_if`), which Alembic does not look at."""


def test_migrations_build_exactly_the_declared_schema(url: str) -> None:
    """No table, column, index or constraint differs between the migrated database and the declared tables."""
    upgrade(url)
    engine = write_engine(url)
    with engine.begin() as connection:
        there = ELSEWHERE[engine.dialect.name]
        includes = {"include_object": lambda item, name, *more: name not in there and ours(item, name, *more)}
        context = MigrationContext.configure(connection, opts=OPTIONS | includes)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_a_second_upgrade_does_nothing(url: str) -> None:
    """Every start may run the migrations."""
    nothing, newest = standing(url)
    assert nothing == ""
    upgrade(url)
    upgrade(url)
    assert standing(url) == (newest, newest)


@pytest.mark.anyio
async def test_contacts_that_are_due_together_lie_together(tmp_path: Path) -> None:
    """Whatever order they were planned in, opening a hundred of ten thousand writes few pages of the SQLite file."""
    url = f"sqlite:///{tmp_path / 'laid.db'}"
    upgrade(url)
    store = open_store(url)

    def fill(tx: Transaction) -> None:
        tx.execute(customers.insert(), {"id": "c", "created_at": DAY, "updated_at": DAY})
        rows = [dict(ROW, id=f"{number * 7919 % 99_991:06}", contact=f"c{number}") for number in range(10_000)]
        due = [DAY + timedelta(minutes=number * 7919 % 10_000) for number in range(10_000)]
        add_contacts(tx, [row | {"due_at": at, "planned_for": at} for row, at in zip(rows, due, strict=True)])

    def settle(tx: Transaction) -> int:
        found = due_contacts(tx, DAY + timedelta(days=30), 100)
        opened = {"to_state": "opened", "by_rule": "", "at_place": "p", "to_session": "s" * 12, "now": DAY}
        settle_contacts(tx, [opened | {"row": each.id, "planned": each.planned_for} for each in found])
        return len(found)

    await store.run(fill)
    log = tmp_path / "laid.db-wal"
    with sqlite3.connect(tmp_path / "laid.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert await store.run(settle) == 100
    pages = log.stat().st_size // 4096
    await store.close()
    assert 0 < pages < 40
