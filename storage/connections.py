"""How connections are opened: what SQLite must be told before it is durable, and who may write.

The SQLite driver's own transaction handling is switched off, because its silent deferred BEGIN loses updates; writers
begin IMMEDIATE, readers keep to one snapshot and cannot write at all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import StoreOpenError, StoreUrlError

BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 65_536

EXAMPLE = "sqlite:///var/echoloop.db"

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledged message survives a power cut
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    f"PRAGMA cache_size=-{CACHE_KIB}",
)


def write_engine(url: str) -> Engine:
    """An engine with one connection that writes; creates the folder of a SQLite file."""
    return _engine(url, begin="BEGIN IMMEDIATE", pragmas=SQLITE_PRAGMAS, pool_size=1)


def read_engine(url: str, *, connections: int) -> Engine:
    """An engine whose transactions are snapshots; on SQLite its connections refuse to write."""
    return _engine(url, begin="BEGIN", pragmas=(*SQLITE_PRAGMAS, "PRAGMA query_only=ON"), pool_size=connections)


def _engine(url: str, *, begin: str, pragmas: tuple[str, ...], pool_size: int) -> Engine:
    try:
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        if sqlite:
            _make_folder(parsed)
        engine = create_engine(
            parsed,
            pool_size=pool_size,
            max_overflow=0,
            hide_parameters=True,  # they are customers' words, and an error's text ends in a log
            json_serializer=_to_text,
            json_deserializer=from_json,
        )
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as unknown:
        raise StoreUrlError(f"no such kind of database: {EXAMPLE} fits ({type(unknown).__name__})") from unknown
    if sqlite:
        _set_up_sqlite(engine, begin, pragmas)
    return engine


def _make_folder(url: URL) -> None:
    """The folder of a SQLite file, for its owner alone: it will hold what customers said."""
    if url.database in (None, "", ":memory:"):
        raise StoreUrlError(f"a database in memory keeps nothing: name a file, such as {EXAMPLE}")
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refused:
        raise StoreOpenError(f"the folder {folder} cannot be made: {refused.strerror}") from refused


def _set_up_sqlite(engine: Engine, begin: str, pragmas: tuple[str, ...]) -> None:
    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def _to_text(value: Any) -> str:
    return to_json(value).decode()
