"""Reminds silent customers and ends sessions whose time is over: the passing of time as inputs to the engine."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from conversation.engine import resume
from conversation.inputs import SessionExpired, StaffTookOver, WaitTimedOut
from storage.database import Store
from storage.sessions import SessionRow, due_sessions, put_off
from storage.transactions import Transaction, is_broken_world
from usecases.apply_effects import apply_effects
from usecases.batch import Batch, LiveSession, NewId
from usecases.bundles import Bundles
from usecases.change_channel import ask_elsewhere
from usecases.end_session import end_session

LOOK_AGAIN = timedelta(hours=1)  # at a session that could not be moved
LOG = logging.getLogger(__name__)


async def remind_and_expire(
    store: Store,
    *,
    bundles: Bundles,
    new_id: NewId,
    now: datetime,
    limit: int = 256,
    next_channel: bool = False,
) -> int:
    """Move the sessions that are due, the longest overdue first; returns how many were looked at.

    With `next_channel`, who stays silent until his reminder is due is asked on his next channel instead.

    One that cannot be moved is put off and logged, so that it holds up nobody.
    """
    rows = await store.read(partial(due_sessions, now=now, limit=limit))
    if not rows:
        return 0
    move = partial(_move, bundles=bundles, new_id=new_id, now=now, next_channel=next_channel)
    try:
        await store.run(partial(move, rows=rows), order="later")
    except Exception as error:
        if is_broken_world(error):
            raise
        for row in rows:
            await _move_alone(store, row, move, now)
    return len(rows)


async def _move_alone(store: Store, row: SessionRow, move: partial[None], now: datetime) -> None:
    try:
        await store.run(partial(move, rows=[row]))
    except Exception as error:
        if is_broken_world(error):
            raise
        LOG.error("session %s could not be moved: %s", row.id, type(error).__name__)
        await store.run(partial(put_off, session_id=row.id, until=now + LOOK_AGAIN))


def _move(
    tx: Transaction,
    *,
    rows: Sequence[SessionRow],
    bundles: Bundles,
    new_id: NewId,
    now: datetime,
    next_channel: bool,
) -> None:
    batch = Batch(tx, bundles, new_id, now)
    batch.load_customers({row.customer_id for row in rows})
    still = {live.session.id: live for live in batch.sessions.values()}
    for row in rows:
        live = still.get(row.id)
        if live is not None and live.version == row.version:  # nobody has moved it meanwhile
            _one(batch, live, next_channel=next_channel)
    batch.saving.flush(tx)


def _one(batch: Batch, live: LiveSession, *, next_channel: bool) -> None:
    session = live.session
    if live.address.state != "open":
        end_session(batch, live)
        return
    case = batch.case_of(live.address.customer_id)
    given: StaffTookOver | SessionExpired | WaitTimedOut = WaitTimedOut()
    if case is not None and case.person_is_writing:
        given = StaffTookOver()
    elif session.expires_at is not None and session.expires_at <= batch.now:
        given = SessionExpired()
    experience = batch.experience(session.bundle)
    turn = resume(experience.flows[session.flow], session, given, batch.now)
    if not (next_channel and isinstance(given, WaitTimedOut) and ask_elsewhere(batch, live, turn)):
        apply_effects(batch, live, turn, experience)
