"""How connections are opened: what SQLite must be told before it is durable, and who may write.

The SQLite driver's own transaction handling is switched off, because its silent deferred BEGIN loses updates; writers
begin IMMEDIATE. Readers keep to one snapshot and cannot write at all, on both databases.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.columns import JsonText
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
POSTGRESQL: dict[str, Any] = {
    "pool_timeout": 30,
    "execution_options": {"preserve_rowcount": True},  # of inserts too, as SQLite counts them
    "connect_args": {"connect_timeout": 10, "application_name": "echoloop", "keepalives_idle": 30},
}


def write_engine(url: str, *, connections: int = 1) -> Engine:
    """An engine whose connections write; creates the folder of a SQLite file."""
    return _engine(url, begin="BEGIN IMMEDIATE", pragmas=SQLITE_PRAGMAS, pool_size=connections)


def read_engine(url: str, *, connections: int) -> Engine:
    """An engine whose transactions are snapshots and whose connections refuse to write."""
    engine = _engine(url, begin="BEGIN", pragmas=(*SQLITE_PRAGMAS, "PRAGMA query_only=ON"), pool_size=connections)
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def is_sqlite(url: str) -> bool:
    """Whether the URL names a SQLite file; raises StoreUrlError where it names nothing."""
    return _parsed(url).get_backend_name() == "sqlite"


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database, in a folder that exists; None for PostgreSQL."""
    if not is_sqlite(url):
        return None
    make_folder(_parsed(url))
    return Path(str(_parsed(url).database))


def libpq_url(url: str) -> str:
    """A PostgreSQL URL as its own programs read it."""
    return _parsed(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _engine(url: str, *, begin: str, pragmas: tuple[str, ...], pool_size: int) -> Engine:
    parsed = _parsed(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    if sqlite:
        make_folder(parsed)
    try:
        engine = create_engine(
            parsed,
            pool_size=pool_size,
            max_overflow=0,
            hide_parameters=True,  # they are customers' words, and an error's text ends in a log
            json_serializer=_to_text,
            json_deserializer=from_json,
            **({} if sqlite else POSTGRESQL),
        )
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as unknown:
        raise _unknown(unknown) from unknown
    if sqlite:
        _set_up_sqlite(engine, begin, pragmas)
    else:
        event.listen(engine, "handle_error", _hide_details)
    return engine


def _parsed(url: str) -> URL:
    """The URL; "postgresql://" and "postgres://" mean the driver that is installed."""
    try:
        parsed = make_url(url)
    except ArgumentError as unknown:
        raise _unknown(unknown) from unknown
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername in ("postgresql", "postgres") else parsed


def _unknown(error: Exception) -> StoreUrlError:
    return StoreUrlError(f"no such kind of database: {EXAMPLE} fits ({type(error).__name__})")


def _hide_details(context: ExceptionContext) -> None:
    """Keep the rows that PostgreSQL quotes in an error's details out of its text: they are customers' words too."""
    said = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
    if said and context.sqlalchemy_exception is not None:
        context.original_exception.args = (said,)
        context.sqlalchemy_exception.args = (f"({type(context.original_exception).__name__}) {said}",)


def make_folder(url: URL) -> None:
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
    return value if isinstance(value, JsonText) else to_json(value).decode()
