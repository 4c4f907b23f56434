"""What the outbox looks like from outside: what waits and why, what is in doubt, what was given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, or_, select

from storage.columns import JsonObject
from storage.customers import addresses
from storage.outbox import outbox
from storage.sessions import sessions
from storage.transactions import Transaction

View = Literal["waiting", "in_doubt", "dead"]

MEANT = ("stopped", "blocked", "dead", "erased")
"""Refusals that were meant: the customer or the rules said no. Everything else that was refused is a dead letter."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One message, without a word of what it says and without the customer's number on the platform."""

    id: int
    channel: str
    customer_id: str | None
    step: str
    state: str
    reason: str
    tries: int
    due_at: datetime
    created_at: datetime


def is_dead_letter() -> ColumnElement[bool]:
    """Refused by a platform, or tried too often: somebody should look."""
    meant = or_(
        outbox.c.outcome.in_(MEANT), outbox.c.outcome.startswith("gate: "), outbox.c.outcome.startswith("dropped by ")
    )
    return and_(outbox.c.state == "refused", ~meant)


def listed(tx: Transaction, views: Iterable[View], *, limit: int) -> list[ListedRow]:
    """The oldest messages of these views, in the order they were written."""
    conditions: dict[View, ColumnElement[bool]] = {
        "waiting": outbox.c.state.in_(("waiting", "sending")),
        "in_doubt": outbox.c.state == "in_doubt",
        "dead": is_dead_letter(),
    }
    query = select(
        outbox.c.id,
        outbox.c.channel,
        outbox.c.customer_id,
        outbox.c.step,
        outbox.c.state,
        outbox.c.outcome,
        outbox.c.tries,
        outbox.c.due_at,
        outbox.c.created_at,
    ).where(or_(*(conditions[view] for view in views)))
    return [ListedRow(*row) for row in tx.execute(query.order_by(outbox.c.id).limit(limit))]


def standing_of(tx: Transaction, row_id: int) -> JsonObject | None:
    """A message's state, its address's, and its session's (None: it belongs to none); None where there is no such."""
    query = (
        select(
            outbox.c.state,
            outbox.c.customer_id,
            addresses.c.state.label("address"),
            sessions.c.state.label("session"),
        )
        .select_from(outbox)
        .outerjoin(addresses, addresses.c.id == outbox.c.address_id)
        .outerjoin(sessions, sessions.c.id == outbox.c.session_id)
        .where(outbox.c.id == row_id)
    )
    row = tx.execute(query).mappings().first()
    return dict(row) if row is not None else None


def change_row(
    tx: Transaction, row_id: int, *, in_state: str, state: str, why: str, due_at: datetime, settled_at: datetime | None
) -> bool:
    """Move one message by hand; False where it is no longer in that state."""
    here = (outbox.c.id == row_id) & (outbox.c.state == in_state)
    new = {"state": state, "outcome": why, "due_at": due_at, "settled_at": settled_at, "tries": 0}
    return bool(tx.execute(outbox.update().where(here).values(new)).rowcount)
