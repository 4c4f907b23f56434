"""Brings a database to the schema this version declares; runs on every start and does nothing when it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.connections import write_engine
from storage.errors import StoreOpenError

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATING = 0x6D696772
"""The advisory lock of whoever migrates."""


def upgrade(url: str) -> None:
    """Run all missing migrations in one transaction: afterwards the schema is complete, or nothing has changed.

    Raises StoreOpenError where the database cannot be opened, StoreUrlError where the URL names none.
    """
    config = _config()
    with _opened(url) as connection:
        if connection.dialect.name == "postgresql":  # several processes may start at once
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def standing(url: str) -> tuple[str, str]:
    """The revision the database is at ("" = none) and the one this version needs. Raises as upgrade does."""
    with _opened(url) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current or "", ScriptDirectory.from_config(_config()).get_current_head() or ""


@contextmanager
def _opened(url: str) -> Iterator[Connection]:
    """A connection in a transaction; the first one of a command, so here it shows whether the database opens."""
    engine = write_engine(url)
    try:
        try:
            connection = engine.connect()
            transaction = connection.begin()
        except DBAPIError as refused:
            raise StoreOpenError(str(refused.orig)) from refused
        with connection, transaction:
            yield connection
    finally:
        engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
