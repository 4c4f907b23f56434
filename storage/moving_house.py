"""Moves an installation from one database to another: every row of every table, counted and summed on both sides.

All or nothing: everything is written in one transaction of the new database, and compared before it is committed. The
old database is only read, from one snapshot, and stays as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, Table, func, select, text

from storage.connections import is_sqlite, read_engine, write_engine
from storage.migrate import standing, upgrade
from storage.schema import METADATA

CHUNK = 1000

Progress = Callable[[str, int], object]
"""Told after each chunk: the table, and how many rows went over."""


class MovingError(RuntimeError):
    """The installation cannot be moved there; nothing was changed. The text says why."""


@dataclass(frozen=True, slots=True)
class MovedTable:
    """One table after the move: rows and checksum are the same on both sides."""

    name: str
    rows: int
    checksum: str


def count_rows(url: str) -> int:
    """All rows there are to move. Raises MovingError where the tables are not this version's."""
    _refuse_other_versions(url)
    engine = read_engine(url, connections=1)
    with engine.begin() as connection:
        total = sum(_count(connection, table) for table in METADATA.sorted_tables)
    engine.dispose()
    return total


def move_installation(from_url: str, to_url: str, *, progress: Progress) -> list[MovedTable]:
    """Copy everything; returns what went over. Raises MovingError where the target holds rows or differs afterwards."""
    _refuse_other_versions(from_url)
    upgrade(to_url)
    source, target = read_engine(from_url, connections=1), write_engine(to_url)
    try:
        with source.begin() as old, target.begin() as new:
            _refuse_full(new)
            moved = [_move(old, new, table, progress) for table in METADATA.sorted_tables]
            if not is_sqlite(to_url):
                for table in METADATA.sorted_tables:
                    _set_sequence(new, table)
    finally:
        source.dispose()
        target.dispose()
    return moved


def _refuse_other_versions(url: str) -> None:
    at, needed = standing(url)
    if at != needed:
        raise MovingError(f"the database is at revision {at or 'none'}, not {needed}: run `echoloop migrate` first")


def _refuse_full(new: Connection) -> None:
    full = [table.name for table in METADATA.sorted_tables if _count(new, table)]
    if full:
        raise MovingError(f"the target is not empty: {', '.join(full[:5])}")


def _move(old: Connection, new: Connection, table: Table, progress: Progress) -> MovedTable:
    summed, rows = hashlib.sha256(), 0
    for chunk in _chunks(old, table):
        new.execute(table.insert(), [dict(row) for row in chunk])
        _sum(summed, chunk)
        rows += len(chunk)
        progress(table.name, len(chunk))
    arrived, there = hashlib.sha256(), 0
    for chunk in _chunks(new, table):
        _sum(arrived, chunk)
        there += len(chunk)
    if (rows, summed.digest()) != (there, arrived.digest()):
        raise MovingError(f"{table.name} differs after the move ({rows} rows here, {there} there); nothing was kept")
    return MovedTable(table.name, rows, summed.hexdigest()[:16])


def _chunks(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """All rows in the order of their key, so many at a time; texts sort by their bytes on both databases."""
    order = [_by_bytes(connection, column) for column in table.primary_key] or list(table.columns)
    query = select(table).order_by(*order)
    result = connection.execute(query, execution_options={"yield_per": CHUNK}).mappings()
    rows = iter(result)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _by_bytes(connection: Connection, column: Any) -> Any:
    is_text = column.type.python_type is str
    return column.collate("C") if is_text and connection.dialect.name == "postgresql" else column


def _sum(summed: Any, chunk: Sequence[Any]) -> None:
    """Add rows as the product reads them: moments in UTC, JSON with sorted keys."""
    for row in chunk:
        summed.update(to_json([_plain(value) for value in row.values()]))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, dict):
        return sorted((key, _plain(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _set_sequence(new: Connection, table: Table) -> None:
    """Let PostgreSQL go on counting after the highest id that came over."""
    column = table.autoincrement_column
    if column is None or not isinstance(column.type.python_type(), int):
        return
    name = new.execute(text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": table.name, "c": column.name}).scalar()
    highest = new.execute(select(func.max(column))).scalar()
    if name and highest:
        new.execute(text("SELECT setval(:name, :highest)"), {"name": name, "highest": highest})
