"""Moves what is on its way, and the conversation it belongs to, from one address of a customer to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.columns import JsonObject
from storage.customers import AddressRow
from storage.outbox import OutboxRow, outbox
from storage.responses import responses
from storage.sessions import sessions
from storage.transactions import Transaction

_ROW = select(*(outbox.c[name] for name in OutboxRow.__slots__))


@dataclass(frozen=True, slots=True)
class Move:
    """A session's new place; `data` is the session as it is saved from now on."""

    session_id: str
    data: JsonObject


def outbox_row(tx: Transaction, row_id: int) -> OutboxRow:
    """One message of the outbox."""
    return OutboxRow(**tx.execute(_ROW.where(outbox.c.id == row_id)).mappings().one())


def last_question(tx: Transaction, customer_id: str, session_id: str, step: str) -> OutboxRow | None:
    """The first message of a session's step: the question itself, before anything was asked back."""
    here = (outbox.c.customer_id == customer_id) & (outbox.c.session_id == session_id) & (outbox.c.step == step)
    row = tx.execute(_ROW.where(here).order_by(outbox.c.id).limit(1)).mappings().first()
    return OutboxRow(**row) if row is not None else None


def readdress(tx: Transaction, row: OutboxRow, to: AddressRow, *, why: str, now: datetime) -> None:
    """Send this message to another address, and whatever else of its session still waits behind it.

    The rows keep their numbers, so they stay in order; the tries at the new address are counted anew.
    """
    here = outbox.c.id == row.id
    if row.session_id:
        waiting = (outbox.c.state == "waiting") & (outbox.c.session_id == row.session_id)
        here |= waiting & (outbox.c.customer_id == row.customer_id) & (outbox.c.address_id == row.address_id)
    place = {"channel": to.channel, "address": to.platform_id, "address_id": to.id}
    fresh = {"state": "waiting", "outcome": why, "due_at": now, "tries": 0, "lease_until": None, "settled_at": None}
    tx.execute(outbox.update().where(here).values(place | fresh | {"provider_id": ""}))


def send_again(tx: Transaction, row: OutboxRow, *, why: str, due_at: datetime) -> None:
    """A message that left leaves once more, with its number and key."""
    fresh = {"state": "waiting", "outcome": why, "due_at": due_at, "lease_until": None, "settled_at": None}
    tx.execute(outbox.update().where(outbox.c.id == row.id).values(fresh | {"provider_id": ""}))


def move_session(tx: Transaction, move: Move, to: AddressRow) -> None:
    """The session goes on at this address; its response stays the same one and tells the channel it ended up on."""
    moved = {"address_id": to.id, "data": move.data, "version": sessions.c.version + 1}
    tx.execute(sessions.update().where(sessions.c.id == move.session_id).values(moved))
    tx.execute(responses.update().where(responses.c.session_id == move.session_id).values(channel=to.channel))
