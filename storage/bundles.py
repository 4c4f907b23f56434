"""Published bundles, fired ticks, and the audit line of everything a person did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, String, Table, select

from storage.columns import METADATA, Json, UtcDateTime
from storage.prepared import Query
from storage.transactions import Transaction
from storage.upserts import insert

bundles = Table(
    "bundles",
    METADATA,
    Column("bundle", String, primary_key=True),  # SHA-256 over all files
    Column("files", Json, nullable=False),  # path → text
    Column("published_by", String, nullable=False, default=""),
    Column("published_at", UtcDateTime, nullable=False),
    Column("current", Boolean, nullable=False, default=False),
)

schedule_fires = Table(
    "schedule_fires",  # several schedulers cannot double a tick
    METADATA,
    Column("schedule", String, primary_key=True),
    Column("fire_at", UtcDateTime, primary_key=True),
)

audit = Table(
    "audit",
    METADATA,
    Column("id", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("subject", String, nullable=False, default=""),
    Column("detail", Json, nullable=False, default=dict),
)


def add_bundle(tx: Transaction, bundle: str, files: dict[str, str], *, who: str, now: datetime) -> bool:
    """Publish these files and make them current; returns whether this bundle had never been published before."""
    row = {"bundle": bundle, "files": files, "published_by": who, "published_at": now, "current": False}
    is_new = tx.execute(insert(tx, bundles).on_conflict_do_nothing(), row).rowcount == 1
    tx.execute(bundles.update().where(bundles.c.current.is_(True)).values(current=False))
    tx.execute(bundles.update().where(bundles.c.bundle == bundle).values(current=True))
    return is_new


_CURRENT = Query(select(bundles.c.bundle).where(bundles.c.current.is_(True)), str)


def current_bundle(tx: Transaction) -> str:
    """The hash of the bundle that new sessions start on ("" where nothing is published yet)."""
    found = _CURRENT.all(tx, {})
    return found[0] if found else ""


def bundle_files(tx: Transaction, bundle: str) -> dict[str, str] | None:
    """A published bundle's files (path → text)."""
    return tx.execute(select(bundles.c.files).where(bundles.c.bundle == bundle)).scalar()


def write_audit(
    tx: Transaction, row_id: str, *, who: str, what: str, subject: str, detail: dict[str, str], now: datetime
) -> None:
    """One line of what a person did."""
    row = {"id": row_id, "at": now, "who": who, "what": what, "subject": subject, "detail": detail}
    tx.execute(audit.insert(), row)


def claim_fire(tx: Transaction, *, schedule: str, at: datetime) -> bool:
    """Whether this fire of a schedule is ours: of several schedulers the first to ask gets it."""
    row = {"schedule": schedule, "fire_at": at}
    return tx.execute(insert(tx, schedule_fires).on_conflict_do_nothing(), row).rowcount == 1


def forget_fires(tx: Transaction, *, before: datetime) -> int:
    """Delete fires older than that; returns how many."""
    return tx.execute(schedule_fires.delete().where(schedule_fires.c.fire_at < before)).rowcount
