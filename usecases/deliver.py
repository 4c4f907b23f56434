"""Delivers what waits in the outbox: claim, ask the gate, send, settle.

Only the first unsettled row of an address is ever claimed, so a customer's messages arrive in order, whatever fails.
Every row is settled as soon as its own outcome is known. Several calls may run at once: what one has claimed, no other
takes. Whoever is stopped hands back at once what has not left. A row whose sender died is found by its lease and, by
default, sent again: a doubled question is a smaller evil than a lost one.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import anyio

from bots.outcome import InDoubt, RetryLater, SendOutcome, Sent
from bots.pace import NEVER_LEFT
from conversation.saved import load_prompt
from journey.gate import Send, Shift, Verdict
from storage import outbox
from storage.database import Order, Store
from storage.outbox import OutboxRow
from storage.transactions import Transaction, is_broken_world
from usecases.bundles import Bundles
from usecases.note_costs import NoteCost
from usecases.protocols import Bot, LooksUp, TakesPlaces
from usecases.refuse_closed import refuse_closed
from usecases.settle_sending import Retries, Settling, drop_opening, settle_together, shift_opening
from usecases.take_buttons import take_buttons

LEASE = timedelta(seconds=90)
SEND_PATIENCE_S = 30.0  # shorter than the lease, so that no row is sent twice by a slow platform
WRITE_AGAIN_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
AT_ONCE = 16
LOG = logging.getLogger(__name__)


class Gate(Protocol):
    """Asked for the first message of every contact that we open (usecases/ask_gate)."""

    def __call__(
        self, tx: Transaction, contact_ids: Sequence[str], *, bundles: Bundles, now: datetime
    ) -> Mapping[str, Verdict]:
        """A verdict for each contact id."""
        ...


async def no_pace(_channel: str, _places: int) -> float:
    """Leaves the pace to the bots, as one process alone does."""
    return 0.0


def middle() -> float:
    """No jitter at all."""
    return 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How to send: who decides about openings, at what pace, and what to do in doubt.

    `pace` is awaited before each message of a channel with the places it takes, where processes share the platform's
    rate limit: it says for how many seconds the message is to wait in the outbox, 0 = it may leave. `jitter` gives
    numbers 0..1 that spread retries. `resend` False keeps rows in doubt unsent (at most once instead of at least once),
    `holding` names the channels that do so anyway. `note` writes down what each sent message has cost.
    """

    gate: Gate | None = None
    pace: Callable[[str, int], Awaitable[float]] = no_pace
    jitter: Callable[[], float] = middle
    resend: bool = True
    holding: frozenset[str] = frozenset()
    note: NoteCost | None = None

    def resends(self, channel: str) -> bool:
        """Whether a message of this channel is sent again when nobody knows if it arrived."""
        return self.resend and channel not in self.holding


@dataclass(slots=True)
class _Claimed:
    rows: list[OutboxRow]
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """What was claimed together: `lease` is what the rows carry, `until` when the last may be handed to a platform (the
    event loop's time), `here` the rows that have not left."""

    store: Store
    how: Sending
    now: datetime
    lease: datetime
    until: float
    here: set[int]
    slots: anyio.CapacityLimiter


async def deliver(
    store: Store,
    *,
    bots: Mapping[str, Bot],
    bundles: Bundles,
    now: datetime,
    limit: int = 64,
    sending: Sending | None = None,
) -> int:
    """Send what is due and free to go by these bots, up to `limit` a channel; returns how many rows were settled,
    shifted or put off. Whoever wants channels not to wait for each other calls it once a channel."""
    how = sending or Sending()
    work = partial(_claim, bots=bots, bundles=bundles, now=now, limit=limit, how=how)
    until = anyio.current_time() + (LEASE.total_seconds() - SEND_PATIENCE_S)  # from before the claim, which may wait
    claimed = await store.run(work, order="beside")
    batch = _Batch(
        store=store,
        how=how,
        now=now,
        lease=now + LEASE,
        until=until,
        here={row.id for row in claimed.rows},
        slots=anyio.CapacityLimiter(AT_ONCE),
    )
    try:
        async with anyio.create_task_group() as group:
            for row in claimed.rows:
                group.start_soon(_send_one, batch, bots[row.channel], row)
    finally:
        await _hand_back(batch)
    return claimed.decided + len(claimed.rows)


async def recover(store: Store, *, now: datetime, sending: Sending | None = None) -> int:
    """At the start of the only process: rows left `sending` by a crash need no lease to expire; returns how many."""
    how = sending or Sending()
    end = partial(outbox.end_leases, now=now, resend=how.resend, holding=how.holding, all_of_them=True)
    return await store.run(end)


def _claim(
    tx: Transaction, *, bots: Mapping[str, Bot], bundles: Bundles, now: datetime, limit: int, how: Sending
) -> _Claimed:
    outbox.end_leases(tx, now=now, resend=how.resend, holding=how.holding)
    due = outbox.claimable(tx, bots, now, limit)
    rows = refuse_closed(tx, due, now=now)
    openings = [row for row in rows if row.contact_id]
    verdicts: Mapping[str, Verdict] = {}
    if how.gate is not None and openings:
        ids = [row.contact_id for row in openings if row.contact_id]
        verdicts = how.gate(tx, ids, bundles=bundles, now=now)
    free: list[OutboxRow] = []
    for row in rows:
        verdict = verdicts.get(row.contact_id or "", Send())
        if isinstance(verdict, Send):
            free.append(row)
        elif isinstance(verdict, Shift):
            shift_opening(tx, row, until=verdict.until, rule=verdict.rule, place=verdict.place)
        else:
            drop_opening(tx, row, rule=verdict.rule, place=verdict.place, now=now)
    outbox.claim(tx, (row.id for row in free), until=now + LEASE)
    return _Claimed(free, len(due) - len(free))


async def _send_one(batch: _Batch, bot: Bot, row: OutboxRow) -> None:
    how, now = batch.how, batch.now
    async with batch.slots:
        wait_s = await how.pace(row.channel, _places(bot, row, now))
        if wait_s:
            due_at = now + timedelta(seconds=wait_s)
            await batch.store.run(partial(outbox.hand_back, ids=[row.id], lease=batch.lease, due_at=due_at))
            return
        if anyio.current_time() > batch.until:  # the lease may end while it is on its way
            return
        batch.here.discard(row.id)
        try:
            outcome = await _looked_up(batch.store, bot, row, now) or await _outcome(bot, row, now)
        except anyio.get_cancelled_exc_class() as stopped:
            if NEVER_LEFT in getattr(stopped, "__notes__", ()):
                batch.here.add(row.id)
            raise
    if isinstance(outcome, RetryLater) and outcome.untried:
        due_at = now + timedelta(seconds=outcome.after_s or 0)
        await batch.store.run(partial(outbox.hand_back, ids=[row.id], lease=batch.lease, due_at=due_at))
        return
    retries = Retries(jitter=how.jitter(), resend=how.resends(row.channel), note=how.note)
    with anyio.CancelScope(shield=True):  # it has left the house: that must be written down, even while shutting down
        await _write_down(batch.store, Settling(row, outcome, retries, now))
    if isinstance(outcome, Sent) and row.prompt.get("closes"):
        await take_buttons(batch.store, bot, row, row.prompt["closes"])


def _places(bot: Bot, row: OutboxRow, now: datetime) -> int:
    """How many places of the channel's pace a message takes; what cannot even be rendered fails when it is sent."""
    if not isinstance(bot, TakesPlaces):
        return 1
    try:
        return bot.places(load_prompt(row.prompt), now)
    except Exception as error:
        LOG.error("a %s bot could not measure outbox row %d: %s", row.channel, row.id, type(error).__name__)
        return 1


async def _hand_back(batch: _Batch) -> None:
    """Rows that were claimed here and have not left wait for whoever comes next, at once and without a doubt."""
    if batch.here:
        with anyio.CancelScope(shield=True), anyio.move_on_after(SEND_PATIENCE_S):
            await batch.store.run(partial(outbox.hand_back, ids=batch.here, lease=batch.lease))


async def _write_down(store: Store, sent: Settling) -> None:
    """Settle a row, and try again while the database is away: unsettled, it would be sent once more."""
    order: Order = "beside" if isinstance(sent.outcome, Sent) else "alone"  # a failure may move a conversation
    for pause_s in WRITE_AGAIN_S:
        try:
            return await store.run_together(settle_together, sent, order=order)
        except Exception as error:
            if not is_broken_world(error):
                raise
            await anyio.sleep(pause_s)
    return await store.run_together(settle_together, sent, order=order)


async def _looked_up(store: Store, bot: Bot, row: OutboxRow, now: datetime) -> Sent | None:
    """A message that may have left before is looked up where the platform can be asked."""
    if not row.doubtful or not isinstance(bot, LooksUp):
        return None
    known = await store.read(partial(outbox.sent_ids, channel=row.channel, address=row.address))
    try:
        with anyio.move_on_after(SEND_PATIENCE_S):
            return await bot.find(row.address, load_prompt(row.prompt), key=row.key, now=now, known=known)
    except Exception as error:
        LOG.error("a %s bot could not look up outbox row %d: %s", row.channel, row.id, type(error).__name__)
    return None


async def _outcome(bot: Bot, row: OutboxRow, now: datetime) -> SendOutcome:
    try:
        with anyio.move_on_after(SEND_PATIENCE_S):
            return await bot.send(row.address, load_prompt(row.prompt), key=row.key, now=now)
    except Exception as error:
        LOG.error("a %s bot failed on outbox row %d: %s", row.channel, row.id, type(error).__name__)
        return RetryLater(f"bug: {type(error).__name__}")
    return InDoubt(f"no answer within {SEND_PATIENCE_S:.0f} s")
