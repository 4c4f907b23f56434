"""Makes the calls that wait in the outbox, and resumes the conversations with what comes back.

A call is made at least once; `Idempotency-Key` lets the endpoint tell a repetition. An endpoint that has a bad moment
is asked again as long as the conversation waits; then the conversation has gone on by itself, and so does the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import anyio

from bots.http_call import Answered, CallOutcome, NotNow, SaidNo
from conversation.engine import resume
from conversation.inputs import CallReturned, StaffTookOver
from storage import outbox
from storage.database import Store
from storage.outbox import OutboxRow
from storage.saving import StaleSessionError
from storage.transactions import Transaction
from usecases.apply_effects import apply_effects
from usecases.batch import Batch, LiveSession, NewId
from usecases.bundles import Bundles
from usecases.call_out import CALL

LEASE = timedelta(seconds=90)
AT_ONCE = 16
STALE_TRIES = 5  # a session that others move at the same moment is loaded anew so often
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 30.0


class Caller(Protocol):
    """Makes one call (bots/http_call.HttpCaller)."""

    async def call(self, endpoint: str, body: Mapping[str, Any], *, key: str) -> CallOutcome:
        """What came of it; never raises for anything the endpoint does."""
        ...


async def make_calls(
    store: Store, *, caller: Caller, bundles: Bundles, new_id: NewId, now: datetime, limit: int = 64
) -> int:
    """Make the calls that are due; returns how many rows were looked at."""
    rows = await store.run(partial(_claim, now=now, limit=limit))
    slots = anyio.CapacityLimiter(AT_ONCE)

    async def one(row: OutboxRow) -> None:
        async with slots:
            outcome = await caller.call(row.prompt["endpoint"], row.prompt["body"], key=row.key)
        await _settle(store, row, outcome, bundles=bundles, new_id=new_id, now=now)

    async with anyio.create_task_group() as group:
        for row in rows:
            group.start_soon(one, row)
    return len(rows)


def _claim(tx: Transaction, *, now: datetime, limit: int) -> list[OutboxRow]:
    outbox.end_leases(tx, now=now, resend=True)
    rows = outbox.claimable(tx, [CALL], now, limit)
    outbox.claim(tx, (row.id for row in rows), until=now + LEASE)
    return rows


async def _settle(
    store: Store, row: OutboxRow, outcome: CallOutcome, *, bundles: Bundles, new_id: NewId, now: datetime
) -> None:
    work = partial(_go_on, row=row, outcome=outcome, bundles=bundles, new_id=new_id, now=now)
    for _ in range(STALE_TRIES):
        try:
            await store.run(work)
        except StaleSessionError:
            continue
        return
    await store.run(partial(_put, row=row, state="waiting", why="session busy", due_at=now + timedelta(seconds=1)))


def _go_on(
    tx: Transaction, *, row: OutboxRow, outcome: CallOutcome, bundles: Bundles, new_id: NewId, now: datetime
) -> None:
    """Settle the row, and take the conversation's next turn where it still waits for this."""
    batch = Batch(tx, bundles, new_id, now)
    batch.load_customers({row.customer_id} if row.customer_id else set())
    live = next((live for live in batch.sessions.values() if live.session.id == row.session_id), None)
    if live is None or live.session.step != row.step:
        _put(tx, row=row, state="refused", why="nobody waits for it any more", due_at=now)
        return
    match outcome:
        case NotNow(reason):
            pause = min(FIRST_PAUSE_S * 2.0 ** min(row.tries, 10), LONGEST_PAUSE_S)
            _put(tx, row=row, state="waiting", why=reason, due_at=now + timedelta(seconds=pause))
            return
        case Answered(values):
            _put(tx, row=row, state="sent", why="answered", due_at=now)
            _resume(batch, live, CallReturned(step=row.step, outcome="ok", values=values))
        case SaidNo(reason):
            _put(tx, row=row, state="refused", why=reason, due_at=now)
            _resume(batch, live, CallReturned(step=row.step, outcome="failed"))
    batch.saving.flush(tx)


def _resume(batch: Batch, live: LiveSession, given: CallReturned) -> None:
    case = batch.case_of(live.address.customer_id)
    taken_over = case is not None and case.person_is_writing
    experience = batch.experience(live.session.bundle)
    flow = experience.flows[live.session.flow]
    turn = resume(flow, live.session, StaffTookOver() if taken_over else given, batch.now)
    apply_effects(batch, live, turn, experience)


def _put(tx: Transaction, *, row: OutboxRow, state: str, why: str, due_at: datetime) -> None:
    settled = None if state == "waiting" else due_at
    change = {
        "row": row.id,
        "to_state": state,
        "to_outcome": why,
        "to_provider_id": "",
        "to_due_at": due_at,
        "to_settled_at": settled,
    }
    outbox.settle(tx, [change])
