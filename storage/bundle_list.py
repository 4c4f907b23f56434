"""The published bundles as a list: who published each when, and which one is current."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.bundles import audit, bundles, current_bundle
from storage.transactions import Transaction

MADE_CURRENT = ("publish", "roll_back")


@dataclass(frozen=True, slots=True)
class BundleRow:
    """One bundle; `last_at` is when it was last made current, by publishing it or by rolling back to it."""

    bundle: str
    published_by: str
    published_at: datetime
    last_at: datetime
    current: bool


def list_bundles(tx: Transaction) -> list[BundleRow]:
    """All bundles, the one that was made current last first."""
    last = (
        select(audit.c.subject, func.max(audit.c.at).label("at"))
        .where(audit.c.what.in_(MADE_CURRENT))
        .group_by(audit.c.subject)
        .subquery()
    )
    rows = tx.execute(
        select(
            bundles.c.bundle, bundles.c.published_by, bundles.c.published_at, last.c.at, bundles.c.current
        ).outerjoin(last, last.c.subject == bundles.c.bundle)
    )
    found = [BundleRow(row[0], row[1], row[2], row[3] or row[2], row[4]) for row in rows]
    return sorted(found, key=lambda row: (row.last_at, row.current), reverse=True)


def make_current(tx: Transaction, bundle: str) -> str:
    """New sessions start on this published bundle; returns the one before."""
    before = current_bundle(tx)
    tx.execute(bundles.update().where(bundles.c.current.is_(True)).values(current=False))
    tx.execute(bundles.update().where(bundles.c.bundle == bundle).values(current=True))
    return before
