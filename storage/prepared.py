"""Statements for the busiest paths: compiled once, run on all rows of a batch in as few steps as SQLite can do.

SQLAlchemy compiles, checks and wraps at every call, which costs more than the database does; and the driver gives the
interpreter away once for every step, so that a busy process waits between the rows of one statement. Here a batch of
rows travels as one statement of many VALUES, and a result comes back as one JSON array. Other databases than SQLite
take the ordinary way through SQLAlchemy. What the columns mean stays with the tables: the statement is given in Core.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Generic, TypeVar

from pydantic_core import from_json, to_json
from sqlalchemy import Boolean, ColumnElement, Select, String, Update, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import JSON, NullType, TypeDecorator, TypeEngine

from storage.columns import JsonAsText, JsonObject, JsonText, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import Insert

MOST_ROWS = 64
"""Rows of one statement; SQLite takes 32,766 parameters."""
_SIZES = (64, 32, 16, 8, 4, 2, 1)

Convert = Callable[[Any], Any] | None
Row = TypeVar("Row")
_QueryPlan = tuple[str, list[tuple[str, Any, Convert]], list[tuple[int, Callable[[Any], Any]]]]


def columns(*values: Any) -> tuple[Any, ...]:
    """A row as it comes: what a query makes of it where nothing better is needed."""
    return values


class Query(Generic[Row]):
    """A SELECT whose rows become `row(*columns)`; give lists to it by `one_of`."""

    def __init__(self, statement: Select[Any], row: Callable[..., Row]) -> None:
        self._statement = statement
        self._row = row
        self._plan: _QueryPlan | None = None

    def all(self, tx: Transaction, params: Mapping[str, Any]) -> list[Row]:
        """The rows, in the statement's order."""
        if tx.dialect.name != "sqlite":
            return [self._row(*row) for row in tx.execute(self._statement, dict(params))]
        sql, binds, converted = self._plan or self._prepare(tx.dialect)
        given = [params.get(name, value) if to is None else to(params.get(name, value)) for name, value, to in binds]
        rows: list[list[Any]] = from_json(_run(tx, sql, given).fetchone()[0])
        for index, convert in converted:
            for row in rows:
                if row[index] is not None:
                    row[index] = convert(row[index])
        return [self._row(*row) for row in rows]

    def _prepare(
        self, dialect: Dialect
    ) -> tuple[str, list[tuple[str, Any, Convert]], list[tuple[int, Callable[[Any], Any]]]]:
        compiled = _compiled(self._statement, dialect)
        columns = list(self._statement.selected_columns)
        names = ", ".join(f'"{column.name}"' for column in columns)
        sql = f"SELECT json_group_array(json_array({names})) FROM ({compiled.string})"  # noqa: S608 - names of columns
        results = [(index, to) for index, column in enumerate(columns) if (to := _from_sqlite(column.type)) is not None]
        plan = (sql, _binds(compiled), results)
        self._plan = plan
        return plan


class Change:
    """An INSERT (by dialect) or UPDATE of many rows, each a mapping of the same parameters."""

    def __init__(self, statement: Update | Callable[[str], Insert]) -> None:
        self._build: Callable[[str], Insert | Update] = cache(
            (lambda _: statement) if isinstance(statement, Update) else statement
        )
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def run(self, tx: Transaction, rows: Sequence[JsonObject]) -> int:
        """Write the rows; returns how many were inserted or changed."""
        if not rows:
            return 0
        if tx.dialect.name != "sqlite":
            counting = {"preserve_rowcount": True}
            return tx.execute(self._build(tx.dialect.name), rows, execution_options=counting).rowcount
        keys = tuple(rows[0])
        plan = self._plans.get(keys)
        if plan is None:
            plan = self._plans[keys] = _Plan(_compiled(self._build("sqlite"), tx.dialect, keys), keys)
        return plan.run(tx, rows)


class _Plan:
    """One statement for SQLite, for one row and for many; what is the same for all rows stands in its text."""

    def __init__(self, compiled: SQLCompiler, keys: Sequence[str]) -> None:
        binds, parts = _binds(compiled), compiled.string.split("?")
        marks = ["?" if name in keys else _literal(value if to is None else to(value)) for name, value, to in binds]
        sql = parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=True))
        given = [(name, to) for name, _, to in binds if name in keys]
        self._names = itemgetter(*(name for name, _ in given))
        self._converted = [(index, to) for index, (_, to) in enumerate(given) if to is not None]
        self.sql = cache(_insert_of(sql) if compiled.isinsert else _update_of(sql))

    def run(self, tx: Transaction, rows: Sequence[JsonObject]) -> int:
        """Write the rows in steps of few different sizes."""
        values = [self._values(row) for row in rows]
        changed = first = 0
        for size in _sizes(len(values)):
            part = values[first] if size == 1 else list(chain.from_iterable(values[first : first + size]))
            changed += _run(tx, self.sql(size), part).rowcount
            first += size
        return changed

    def _values(self, row: JsonObject) -> list[Any]:
        values = list(self._names(row))
        for index, to in self._converted:
            values[index] = to(values[index])
        return values


def _literal(value: Any) -> str:
    """A constant as SQL: column defaults and the like, never what came from outside."""
    match value:
        case None:
            return "NULL"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            return str(int(value) if isinstance(value, bool) else value)


def _sizes(count: int) -> list[int]:
    """Few statements of few different sizes, so that each is prepared once."""
    sizes = [MOST_ROWS] * (count // MOST_ROWS)
    return sizes + [size for size in _SIZES[1:] if count % MOST_ROWS & size]


def _insert_of(sql: str) -> Callable[[int], str]:
    before, values, after = re.split(r"(?<= VALUES )(\((?:[^()']|'[^']*')+\))", sql, maxsplit=1)

    def sized(rows: int) -> str:
        return before + ", ".join([values] * rows) + after

    return sized


def _update_of(sql: str) -> Callable[[int], str]:
    change, where = sql.split(" WHERE ", maxsplit=1)
    columns = iter(range(1, sql.count("?") + 1))
    numbered = re.compile(r"\?")

    def numbering(_: re.Match[str]) -> str:
        return f"given.column{next(columns)}"

    setting, finding = numbered.sub(numbering, change), numbered.sub(numbering, where)
    row = f"({', '.join('?' * sql.count('?'))})"

    def sized(rows: int) -> str:
        if rows == 1:
            return sql
        return f"{setting} FROM (VALUES {', '.join([row] * rows)}) AS given WHERE {finding}"

    return sized


class _OneOf(FunctionElement[Any]):
    """A column is one of the values of a list that travels as one parameter."""

    name = "one_of"
    type = NullType()  # SQLAlchemy would compare a boolean with 1, and SQLite then use no index
    inherit_cache = True


class ListOf(TypeDecorator[list[Any]]):
    """A list as one parameter: JSON on SQLite, an array on PostgreSQL."""

    impl = String
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The parameter's type."""
        return String() if dialect.name == "sqlite" else dialect.type_descriptor(ARRAY(self.item))

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        """The parameter's value."""
        values = list(value or ())
        return to_json(values).decode() if dialect.name == "sqlite" else values


def one_of(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """`column IN (…)` for the list given as `name`: one parameter however long, so the statement stays the same."""
    return _OneOf(column, bindparam(name, type_=ListOf(column.type)))


@compiles(_OneOf)
def _any(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    of, listed = element.clauses
    if isinstance(listed.type, ListOf):  # a foreign key's type is known only when every table is imported
        listed.type.item = of.type
    column, values = (compiler.process(part, **how) for part in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_OneOf, "sqlite")
def _in_json(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(part, **how) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - a parameter's mark


def _compiled(statement: Any, dialect: Dialect, keys: Sequence[str] | None = None) -> SQLCompiler:
    compiled = statement.compile(dialect=dialect, column_keys=list(keys) if keys else None)
    assert isinstance(compiled, SQLCompiler)
    return compiled


def _binds(compiled: SQLCompiler) -> list[tuple[str, Any, Convert]]:
    """Name, standing value and conversion of each parameter, in the statement's order."""
    standing = {column.key: _default(column) for column in compiled.insert_prefetch}
    found = []
    for name in compiled.positiontup or ():
        bind = compiled.binds[name]
        found.append((name, standing.get(name, bind.effective_value), _to_sqlite(bind.type, compiled.dialect)))
    return found


def _default(column: Any) -> Any:
    """What a column holds where the row does not say."""
    return column.default.arg if column.default.is_scalar else column.default.arg(None)


def _to_sqlite(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    if isinstance(kind, UtcDateTime):
        return _moment
    if isinstance(kind, JSON):
        return _json_or_null if kind.none_as_null else _json
    if isinstance(kind, ListOf):
        return lambda values: kind.process_bind_param(values, dialect)
    return None


def _from_sqlite(kind: TypeEngine[Any]) -> Convert:
    if isinstance(kind, UtcDateTime):
        return _aware
    if isinstance(kind, JSON):
        return None if isinstance(kind, JsonAsText) else from_json
    return bool if isinstance(kind, Boolean) else None


def _moment(value: datetime | None) -> str | None:
    return None if value is None else _as_text(value)


@lru_cache(maxsize=1024)
def _as_text(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a stored moment needs a time zone")
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]


@lru_cache(maxsize=1024)
def _aware(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def _json(value: Any) -> str:
    return value if type(value) is JsonText else to_json(value).decode()


def _json_or_null(value: Any) -> str | None:
    return None if value is None else _json(value)


def _run(tx: Transaction, sql: str, values: Sequence[Any]) -> Any:
    """The driver's cursor after the statement; errors are SQLAlchemy's, as everywhere."""
    cursor = tx.connection.cursor()
    try:
        return cursor.execute(sql, values)
    except tx.dialect.loaded_dbapi.Error as error:
        wrapped = DBAPIError.instance(sql, None, error, tx.dialect.loaded_dbapi.Error, hide_parameters=True)
        raise wrapped from error
