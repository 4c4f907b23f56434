"""Whether a resolved case was really solved: what the customer says, and his score before and after."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Float, ForeignKey, String, Table, select, update

from storage.columns import METADATA, JsonObject, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert

recoveries = Table(
    "recoveries",
    METADATA,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("scale", String, nullable=False, default=""),
    Column("score_before", Float),
    Column("band_before", String, nullable=False, default=""),
    Column("asked_at", UtcDateTime),  # is it solved?
    Column("session_id", String, nullable=False, default=""),  # the conversation that asks
    Column("solved", String, nullable=False, default=""),  # yes | no
    Column("solved_at", UtcDateTime),
    Column("asked_again_at", UtcDateTime),  # the original score
    Column("again_session_id", String, nullable=False, default=""),
    Column("score_after", Float),
    Column("band_after", String, nullable=False, default=""),
    Column("after_at", UtcDateTime),
)


def put_recovery(tx: Transaction, case_id: str, **values: object) -> None:
    """Keep what is known of a case's recovery."""
    statement = insert(tx, recoveries).values({"case_id": case_id} | values)
    tx.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=dict(values) or {"case_id": case_id}))


def recovery_of(tx: Transaction, case_id: str) -> JsonObject | None:
    """The recovery of a case, or None."""
    row = tx.execute(select(recoveries).where(recoveries.c.case_id == case_id)).mappings().first()
    return dict(row) if row is not None else None


def recovery_by_session(tx: Transaction, session_id: str) -> JsonObject | None:
    """The recovery that a conversation asks about, or None."""
    here = (recoveries.c.session_id == session_id) | (recoveries.c.again_session_id == session_id)
    row = tx.execute(select(recoveries).where(here)).mappings().first()
    return dict(row) if row is not None else None


def forget_later_score(tx: Transaction, case_id: str, now: datetime) -> None:
    """Not solved: what was asked is asked anew after the next resolution."""
    blank = {"asked_at": None, "asked_again_at": None, "solved": "no", "solved_at": now}
    tx.execute(update(recoveries).where(recoveries.c.case_id == case_id).values(blank))
