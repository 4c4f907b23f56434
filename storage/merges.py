"""Two customers made one by hand, in a way that can be undone: which rows moved is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, String, Table, select

from storage.columns import METADATA, Json, UtcDateTime
from storage.transactions import Transaction

merges = Table(
    "merges",
    METADATA,
    Column("id", String, primary_key=True),
    Column("kept_id", String, nullable=False),
    Column("merged_id", String, nullable=False),
    Column("moved", Json, nullable=False),  # table → primary keys of the rows that moved
    Column("who", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime),
    Index("ix_merges_kept_id", "kept_id"),
    Index("ix_merges_merged_id", "merged_id"),
)


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that stands."""

    id: str
    kept_id: str
    merged_id: str
    moved: dict[str, list[str | int]]
    at: datetime


_STANDING = select(merges.c.id, merges.c.kept_id, merges.c.merged_id, merges.c.moved, merges.c.at).where(
    merges.c.undone_at.is_(None)
)


def merged_into(tx: Transaction, customer_id: str) -> str:
    """The customer this one was merged into ("" = he stands for himself)."""
    query = select(merges.c.kept_id).where(merges.c.merged_id == customer_id, merges.c.undone_at.is_(None))
    return tx.execute(query).scalar() or ""


def merges_into(tx: Transaction, customer_id: str) -> list[MergeRow]:
    """The merges into this customer that stand, the latest first."""
    query = _STANDING.where(merges.c.kept_id == customer_id).order_by(merges.c.at.desc(), merges.c.id.desc())
    return [MergeRow(*row) for row in tx.execute(query)]


def add_merge(tx: Transaction, merge: MergeRow, *, who: str) -> None:
    """Remember a merge."""
    row = {"id": merge.id, "kept_id": merge.kept_id, "merged_id": merge.merged_id, "moved": merge.moved}
    tx.execute(merges.insert(), row | {"who": who, "at": merge.at})


def end_merge(tx: Transaction, merge_id: str, *, now: datetime) -> None:
    """The merge does not stand any more."""
    tx.execute(merges.update().where(merges.c.id == merge_id).values(undone_at=now))
