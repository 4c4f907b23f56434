"""What members have to do, as queries: their own cases, those that are late soon, those nobody has taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select

from storage.cases import cases
from storage.columns import JsonObject
from storage.customers import customers
from storage.outbox import outbox
from storage.transactions import Transaction

_DUE = case((cases.c.first_answer_at.is_(None), cases.c.first_answer_due_at), else_=cases.c.solve_due_at)
_LINE = (
    cases.c.id,
    cases.c.number,
    cases.c.team,
    cases.c.state,
    cases.c.priority,
    cases.c.topic,
    cases.c.owner,
    cases.c.card_channel,
    cases.c.card_ts,
    _DUE.label("due_at"),
)
_OPEN = cases.c.state != "resolved"


def mine(tx: Transaction, owner: str, now: datetime, limit: int) -> list[JsonObject]:
    """His unresolved cases, those put aside left out, the first due first."""
    awake = or_(cases.c.snoozed_until.is_(None), cases.c.snoozed_until <= now)
    return _lines(tx, _OPEN & (cases.c.owner == owner) & awake, limit)


def due_before(tx: Transaction, teams: Sequence[str], until: datetime, limit: int) -> list[JsonObject]:
    """Unresolved cases of these teams whose next target lies before then."""
    return _lines(tx, _OPEN & cases.c.team.in_(teams) & (until >= _DUE), limit)


def unowned(tx: Transaction, teams: Sequence[str], limit: int) -> list[JsonObject]:
    """Cases of these teams that nobody has taken."""
    return _lines(tx, (cases.c.state == "open") & cases.c.team.in_(teams), limit)


def count_open(tx: Transaction, teams: Sequence[str], now: datetime) -> dict[str, int]:
    """How many are open, in work and overdue."""
    here = cases.c.team.in_(teams)
    states = tx.execute(select(cases.c.state, func.count()).where(_OPEN, here).group_by(cases.c.state))
    late = tx.execute(select(func.count()).where(_OPEN, here, now > _DUE)).scalar_one()
    return {"open": 0, "claimed": 0} | {row[0]: row[1] for row in states} | {"overdue": int(late)}


def undelivered(tx: Transaction, since: datetime, limit: int) -> list[JsonObject]:
    """What people wrote to customers and no channel took: the case, the row's key and why.

    `other` is the first name where it was for another customer than the case's own, else None.
    """
    query = (
        select(outbox.c.key, outbox.c.case_id, outbox.c.outcome, customers.c.first_name.label("other"))
        .join(cases, cases.c.id == outbox.c.case_id)
        .outerjoin(customers, (customers.c.id == outbox.c.customer_id) & (cases.c.customer_id != outbox.c.customer_id))
        .where(outbox.c.step == "desk", outbox.c.state == "refused", outbox.c.settled_at >= since)
        .where(outbox.c.case_id.is_not(None), outbox.c.outcome != "erased")
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [dict(row) for row in tx.execute(query).mappings()]


def _lines(tx: Transaction, here: ColumnElement[bool], limit: int) -> list[JsonObject]:
    query = select(*_LINE).where(here).order_by(_DUE, cases.c.number).limit(limit)
    return [dict(row) for row in tx.execute(query).mappings()]
