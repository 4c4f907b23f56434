"""What the desk gave to make good: vouchers, flowers, upgrades, against each team's monthly budget."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, func, select, update

from storage.columns import METADATA, JsonObject, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert

gestures = Table(
    "gestures",
    METADATA,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # the same for every delivery of the same click
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("team", String, nullable=False),
    Column("kind", String, nullable=False),  # a key of desk.yaml's gestures
    Column("cents", Integer, nullable=False),
    Column("state", String, nullable=False),  # granted | asked (over the budget, the lead decides) | refused
    Column("who", String, nullable=False),
    Column("decided_by", String, nullable=False, default=""),
    Column("at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Index("ix_gestures_team_at", "team", "at"),
)


def spent(tx: Transaction, team: str, since: datetime) -> int:
    """What a team has granted since then, in cents."""
    query = select(func.coalesce(func.sum(gestures.c.cents), 0)).where(
        gestures.c.team == team, gestures.c.at >= since, gestures.c.state == "granted"
    )
    return int(tx.execute(query).scalar_one())


def add_gesture(tx: Transaction, row: JsonObject) -> bool:
    """Keep a gesture; False where this click was taken before."""
    statement = insert(tx, gestures).values(row).on_conflict_do_nothing(index_elements=["key"])
    return tx.execute(statement.returning(gestures.c.id)).first() is not None


def gesture_row(tx: Transaction, gesture_id: str) -> JsonObject | None:
    """One gesture, or None."""
    row = tx.execute(select(gestures).where(gestures.c.id == gesture_id)).mappings().first()
    return dict(row) if row is not None else None


def decide_gesture(tx: Transaction, gesture_id: str, *, state: str, who: str, now: datetime) -> bool:
    """The lead has decided; False where it was decided already."""
    here = (gestures.c.id == gesture_id) & (gestures.c.state == "asked")
    return bool(tx.execute(update(gestures).where(here).values(state=state, decided_by=who, decided_at=now)).rowcount)


def gestures_of(tx: Transaction, case_id: str) -> list[JsonObject]:
    """A case's gestures, oldest first."""
    query = select(gestures).where(gestures.c.case_id == case_id).order_by(gestures.c.at, gestures.c.id)
    return [dict(row) for row in tx.execute(query).mappings()]
