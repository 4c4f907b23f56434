"""What is due of a case: warnings before a target is missed, a snooze's end, a call back, questions afterwards.

Due things are rows. A row that is done stays, so that a warning comes once; setting a target anew opens its row again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint, select, update

from storage.columns import METADATA, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert

case_dues = Table(
    "case_dues",
    METADATA,
    Column("id", String, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column(
        "kind", String, nullable=False
    ),  # answer_owner, answer_lead, answer_team, solve_owner …, unsnooze, call_back
    Column("due_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    UniqueConstraint("case_id", "kind"),
    Index("ix_case_dues_done_at_due_at", "done_at", "due_at"),
)


@dataclass(frozen=True, slots=True)
class CaseDue:
    """One thing that is due now."""

    id: str
    case_id: str
    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """When a case is to be answered and solved, and the warnings before that, by kind."""

    answer: datetime
    solve: datetime
    warnings: Mapping[str, datetime] = field(default_factory=dict)


def set_dues(tx: Transaction, case_id: str, dues: Mapping[str, datetime]) -> None:
    """These things are due at these moments, whatever was known of them before."""
    for kind, due_at in dues.items():
        row = {"id": f"{case_id}.{kind}", "case_id": case_id, "kind": kind, "due_at": due_at, "done_at": None}
        statement = insert(tx, case_dues).values(row)
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=["case_id", "kind"], set_={"due_at": statement.excluded.due_at, "done_at": None}
            )
        )


def end_dues(tx: Transaction, case_id: str, kinds: Iterable[str], now: datetime) -> None:
    """These things are done with, whether they were due or not."""
    here = (case_dues.c.case_id == case_id) & case_dues.c.kind.in_(list(kinds)) & case_dues.c.done_at.is_(None)
    tx.execute(update(case_dues).where(here).values(done_at=now))


def due_of_cases(tx: Transaction, now: datetime, limit: int) -> list[CaseDue]:
    """What is due, the longest overdue first."""
    query = (
        select(case_dues.c.id, case_dues.c.case_id, case_dues.c.kind, case_dues.c.due_at)
        .where(case_dues.c.done_at.is_(None), case_dues.c.due_at <= now)
        .order_by(case_dues.c.due_at, case_dues.c.id)
        .limit(limit)
    )
    return [CaseDue(*row) for row in tx.execute(query)]


def settle_dues(tx: Transaction, due_ids: Iterable[str], now: datetime) -> None:
    """They were dealt with."""
    wanted = list(due_ids)
    if wanted:
        tx.execute(update(case_dues).where(case_dues.c.id.in_(wanted)).values(done_at=now))
