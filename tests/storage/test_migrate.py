"""Migrations build what the tables declare, and do nothing where it is there."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage.connections import write_engine
from storage.migrate import standing, upgrade
from storage.schema import METADATA


def ours(_object: object, name: str | None, _kind: str, _reflected: bool, _compared: object) -> bool:
    """Whether a table is declared by us; Procrastinate brings its own."""
    return not str(name).startswith(("procrastinate_", "idx_procrastinate_"))


OPTIONS = {"compare_type": True, "compare_server_default": True, "include_object": ours}


def test_migrations_build_exactly_the_declared_schema(url: str) -> None:
    """No table, column, index or constraint differs between the migrated database and the declared tables."""
    upgrade(url)
    engine = write_engine(url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_a_second_upgrade_does_nothing(url: str) -> None:
    """Every start may run the migrations."""
    nothing, newest = standing(url)
    assert nothing == ""
    upgrade(url)
    upgrade(url)
    assert standing(url) == (newest, newest)
