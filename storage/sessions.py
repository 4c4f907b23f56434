"""Sessions: where every conversation stands, and when its next reminder or end is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, bindparam, select, type_coerce

from storage.columns import METADATA, Json, JsonAsText, JsonObject, UtcDateTime
from storage.prepared import Query, one_of
from storage.responses import responses
from storage.transactions import Transaction

sessions = Table(
    "sessions",
    METADATA,
    Column("id", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("address_id", ForeignKey("addresses.id"), nullable=False),
    Column("contact_id", String),
    Column("flow", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("state", String, nullable=False),
    Column("data", Json, nullable=False),  # conversation.session.Session
    Column("version", Integer, nullable=False, default=1),
    Column("due_at", UtcDateTime),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("ix_sessions_customer_id_state", "customer_id", "state"),
    Index("ix_sessions_state_due_at", "state", "due_at"),
)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as it was saved; `version` counts its turns, so that two writers cannot overwrite each other."""

    id: str
    customer_id: str
    address_id: str
    contact_id: str | None
    bundle: str
    version: int
    data: JsonObject | str


_SESSION = select(
    sessions.c.id,
    sessions.c.customer_id,
    sessions.c.address_id,
    sessions.c.contact_id,
    sessions.c.bundle,
    sessions.c.version,
    type_coerce(sessions.c.data, JsonAsText).label("data"),
)
_ASKING = Query(
    _SESSION.where(sessions.c.state == "asking", one_of(sessions.c.customer_id, "ids")).order_by(sessions.c.started_at),
    SessionRow,
)
_DUE = _SESSION.where(sessions.c.state == "asking", sessions.c.due_at <= bindparam("now")).order_by(sessions.c.due_at)
_BY_ID = Query(_SESSION.where(one_of(sessions.c.id, "ids")), SessionRow)
_SINCE = _SESSION.where(
    sessions.c.customer_id == bindparam("customer"),
    sessions.c.flow == bindparam("of_flow"),
    sessions.c.started_at >= bindparam("since"),
)
_LATEST_AT = (
    _SESSION.where(sessions.c.address_id == bindparam("address"))
    .order_by(sessions.c.started_at.desc(), sessions.c.id)
    .limit(1)
)


def asking_sessions(tx: Transaction, customer_ids: Iterable[str]) -> list[SessionRow]:
    """The open sessions of these customers, oldest first."""
    wanted = list(customer_ids)
    return _ASKING.all(tx, {"ids": wanted}) if wanted else []


def due_sessions(tx: Transaction, now: datetime, limit: int) -> list[SessionRow]:
    """Open sessions whose next reminder or end is due, the longest overdue first."""
    return [SessionRow(*row) for row in tx.execute(_DUE.limit(limit), {"now": now})]


def sessions_by_id(tx: Transaction, ids: Iterable[str]) -> list[SessionRow]:
    """Sessions by id, over or not."""
    wanted = list(ids)
    return _BY_ID.all(tx, {"ids": wanted}) if wanted else []


def sessions_of(tx: Transaction, customer_id: str) -> list[SessionRow]:
    """All sessions of a customer, over or not."""
    return [SessionRow(*row) for row in tx.execute(_SESSION.where(sessions.c.customer_id == customer_id))]


def sessions_since(tx: Transaction, customer_id: str, *, flow: str, since: datetime) -> list[SessionRow]:
    """A customer's sessions of one flow that began at or after `since`."""
    found = tx.execute(_SINCE, {"customer": customer_id, "of_flow": flow, "since": since})
    return [SessionRow(*row) for row in found]


def latest_session_at(tx: Transaction, address_id: str) -> SessionRow | None:
    """The newest session at an address, over or not."""
    row = tx.execute(_LATEST_AT, {"address": address_id}).first()
    return None if row is None else SessionRow(*row)


def put_off(tx: Transaction, session_id: str, *, until: datetime) -> None:
    """Look at a session again later: something is wrong with it, and the others must not wait."""
    tx.execute(sessions.update().where(sessions.c.id == session_id).values(due_at=until))


def end_silently(tx: Transaction, session_id: str, *, now: datetime) -> None:
    """End a session whose first message never left: its customer knows nothing of it."""
    here = (sessions.c.id == session_id) & (sessions.c.state == "asking")
    ended = {"state": "ended", "due_at": None, "ended_at": now, "version": sessions.c.version + 1}
    tx.execute(sessions.update().where(here).values(ended))
    tx.execute(responses.update().where(responses.c.session_id == session_id).values(state="ended", ended_at=now))
