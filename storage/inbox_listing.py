"""What the inbox holds that no turn could take: parked messages, listed without a word of them, and let in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.inbox import PARKED, inbox
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """One message, without its text and without its sender's number; `error` is a class and a place in the code."""

    id: int
    channel: str
    error: str
    tries: int
    accepted_at: datetime
    parked_at: datetime | None


def parked(tx: Transaction, *, limit: int) -> list[ParkedRow]:
    """The oldest parked messages."""
    columns = (inbox.c.id, inbox.c.channel, inbox.c.error, inbox.c.tries, inbox.c.accepted_at, inbox.c.taken_at)
    query = select(*columns).where(PARKED).order_by(inbox.c.id).limit(limit)
    return [ParkedRow(*row) for row in tx.execute(query)]


def state_of(tx: Transaction, row_id: int) -> str | None:
    """A message's state; None where there is no such message."""
    return tx.execute(select(inbox.c.state).where(inbox.c.id == row_id)).scalar()


def let_in_again(tx: Transaction, row_id: int) -> bool:
    """A parked message waits for its turn again, in its old place; whether it was parked."""
    again = inbox.update().where(inbox.c.id == row_id, inbox.c.state == "parked")
    return tx.execute(again.values(state="waiting", error="", taken_at=None)).rowcount == 1
