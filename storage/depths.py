"""How much is waiting in each stage, and since when: what the metrics and readiness look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from storage.cases import cases
from storage.contacts import contacts
from storage.inbox import inbox
from storage.outbox import outbox
from storage.outbox_listing import is_dead_letter
from storage.transactions import Transaction

LATELY = timedelta(days=7)  # dead letters are counted for so long; older ones are still listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Depths:
    """Rows by stage; ages in seconds (0 = nothing waits)."""

    inbox_waiting: int
    inbox_oldest_s: float
    inbox_parked: int
    outbox_due: int
    outbox_oldest_s: float
    outbox_in_doubt: int
    outbox_dead: int
    contacts_due: int
    cases_open: int


def depths(tx: Transaction, now: datetime) -> Depths:
    """Count what waits; every count runs on an index of its state."""
    waiting, since = tx.execute(
        select(func.count(), func.min(inbox.c.accepted_at)).where(inbox.c.state == "waiting")
    ).one()
    due, due_since = tx.execute(
        select(func.count(), func.min(outbox.c.due_at)).where(
            outbox.c.state.in_(("waiting", "sending")), outbox.c.due_at <= now
        )
    ).one()
    return Depths(
        inbox_waiting=waiting,
        inbox_oldest_s=_age(since, now),
        inbox_parked=_count(tx, inbox.c.state == "parked"),
        outbox_due=due,
        outbox_oldest_s=_age(due_since, now),
        outbox_in_doubt=_count(tx, outbox.c.state == "in_doubt"),
        outbox_dead=_count(tx, is_dead_letter(), outbox.c.due_at > now - LATELY),
        contacts_due=_count(tx, contacts.c.state == "planned", contacts.c.due_at <= now),
        cases_open=_count(tx, cases.c.state != "resolved"),
    )


def _count(tx: Transaction, *where: object) -> int:
    """How many rows of the conditions' table hold them all."""
    return int(tx.execute(select(func.count()).where(*where)).scalar_one())  # type: ignore[arg-type]


def _age(since: datetime | None, now: datetime) -> float:
    """Seconds since then, never negative."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0
