"""What opening contacts was expected to cost, added up by month, channel and journey: what caps are held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Integer, String, Table, select

from storage.columns import METADATA, JsonObject
from storage.prepared import Change, Query, one_of
from storage.transactions import Transaction
from storage.upserts import Insert, insert_into

spending = Table(
    "spending",
    METADATA,
    Column("month", String, primary_key=True),  # "2027-03" in the company's zone
    Column("channel", String, primary_key=True),
    Column("journey", String, primary_key=True),
    Column("micros", BigInteger, nullable=False),  # millionths of the price table's currency
    Column("contacts", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SpendingRow:
    """One month of one channel and journey."""

    month: str
    channel: str
    journey: str
    micros: int
    contacts: int


def _adding(dialect: str) -> Insert:
    statement = insert_into(dialect, spending)
    more = {name: spending.c[name] + statement.excluded[name] for name in ("micros", "contacts")}
    return statement.on_conflict_do_update(index_elements=["month", "channel", "journey"], set_=more)


_ADD = Change(_adding)
_IN = Query(select(spending).where(one_of(spending.c.month, "months")).order_by(*spending.primary_key), SpendingRow)


def add_spending(tx: Transaction, rows: Sequence[JsonObject]) -> None:
    """Add to what is there: rows of month, channel, journey, micros, contacts."""
    _ADD.run(tx, rows)


def spent_in(tx: Transaction, months: Iterable[str]) -> list[SpendingRow]:
    """What was spent in these months, month by month."""
    return _IN.all(tx, {"months": list(months)})


def spent_by_month(tx: Transaction) -> list[SpendingRow]:
    """Everything that was ever spent, the oldest month first."""
    return [SpendingRow(*row) for row in tx.execute(select(spending).order_by(*spending.primary_key))]
