"""Everything that runs by the clock, on one page.

    tick                every   what it does
    sweep               5 s     wakes turn, deliver and desk, here or in the workers: due retries, lost wakes
    open_contacts       15 s    asks the gate for contacts that are due and starts their flows
    remind_and_expire   15 s    reminders of open questions, ends of conversations
    replan              15 s    plans customers anew where another bundle was published
    fetch_media         5 s     fetches customers' photos and files, deletes what was erased or is too old
    sync_templates      10 min  asks WhatsApp's word on each template, tells the desk what has changed
    watch_cases         15 s    warns before the desk's targets are missed, ends snoozes, recalls call-backs
    post_digests        60 s    puts each team's digest on its way when its hour has come
    watch_scores        1 h     tells teams at once when a score really drops or a topic spikes
    post_webhooks       5 s     tells the company's own systems what has happened
    prune               1 h     forgets fired ticks and old idempotency keys

Due things are rows: a tick finds them, it never is one. Ticks that write are claimed first, so that several schedulers
on one database do each tick once.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from journey.calendar import holidays_of
from journey.money import Money
from scheduler.wakes import STAGES, Signal
from storage.database import Store
from usecases.bundles import Bundles
from usecases.open_contacts import open_contacts
from usecases.post_digests import post_digests
from usecases.prune import prune
from usecases.remind_and_expire import remind_and_expire
from usecases.replan import replan
from usecases.wake_waiting import wake_waiting
from usecases.watch_cases import watch_cases
from usecases.watch_scores import watch_scores

BATCH = 64  # rows of one transaction, where nobody else writes
SMALL_BATCH = 8  # where others do: they wait no longer than one of these; it grows by as many while they are quiet
MOST_ROWS = 100_000  # of one tick

Clock = Callable[[], datetime]


async def nothing() -> int:
    """A tick that this installation has no use for."""
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One line of the page: `run` returns how many rows it moved. `claimed` ticks run once over all schedulers."""

    name: str
    every_s: int
    run: Callable[[], Awaitable[int]]
    claimed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the ticks need. `business` is the clock of calendars and due rows, which the demo can move;
    `wall` is the one that nobody moves. `next_channel`: who stays silent is asked on his next channel.
    `sync_templates` asks the platform about WhatsApp's templates, `fetch_media` fetches customers' files,
    `post_webhooks` tells the company's own systems. `money`: prices and caps."""

    store: Store
    bundles: Bundles
    new_id: Callable[[], str]
    business: Clock
    wall: Clock
    signal: Signal
    next_channel: bool = False
    sync_templates: Callable[[], Awaitable[int]] = nothing
    money: Money | None = None
    fetch_media: Callable[[], Awaitable[int]] = nothing
    post_webhooks: Callable[[], Awaitable[int]] = nothing


def ticks(work: Work) -> tuple[Tick, ...]:
    """The page above, ready to run."""
    return (
        Tick(name="sweep", every_s=5, run=partial(_sweep, work), claimed=False),
        Tick(name="open_contacts", every_s=15, run=partial(_open, work)),
        Tick(name="remind_and_expire", every_s=15, run=partial(_remind, work)),
        Tick(name="replan", every_s=15, run=partial(_replan, work)),
        Tick(name="fetch_media", every_s=5, run=work.fetch_media),
        Tick(name="post_webhooks", every_s=5, run=partial(_until_less, work.post_webhooks)),
        Tick(name="watch_cases", every_s=15, run=partial(_watch, work)),
        Tick(name="post_digests", every_s=60, run=partial(_digests, work)),
        Tick(name="watch_scores", every_s=3600, run=partial(_alerts, work)),
        Tick(name="sync_templates", every_s=600, run=work.sync_templates),
        Tick(name="prune", every_s=3600, run=partial(_prune, work)),
    )


async def _sweep(work: Work) -> int:
    work.signal.sweep()
    if work.store.shared:
        await work.store.run(partial(wake_waiting, stages=STAGES, now=work.business()), order="free")
    return 0


async def _open(work: Work) -> int:
    await to_thread(holidays_of, "DE", work.business().year)  # the world's calendars load once, before any transaction
    one = partial(open_contacts, work.store, bundles=work.bundles, new_id=work.new_id, money=work.money)
    opened = await in_batches(work.store, one, work.business)
    work.signal("deliver")
    return opened


async def _remind(work: Work) -> int:
    one = partial(remind_and_expire, work.store, bundles=work.bundles, new_id=work.new_id)
    moved = await in_batches(work.store, partial(one, next_channel=work.next_channel), work.business)
    work.signal.sweep()
    return moved


async def _watch(work: Work) -> int:
    due = await in_batches(work.store, partial(watch_cases, work.store, bundles=work.bundles), work.business)
    work.signal.sweep()
    return due


async def _digests(work: Work) -> int:
    posted = await post_digests(work.store, bundles=work.bundles, now=work.business())
    if posted:
        work.signal("desk")
    return posted


async def _alerts(work: Work) -> int:
    told = await watch_scores(work.store, bundles=work.bundles, now=work.business())
    if told:
        work.signal("desk")
    return told


async def _replan(work: Work) -> int:
    return await in_batches(
        work.store, partial(replan, work.store, bundles=work.bundles, new_id=work.new_id), work.business
    )


class Batch(Protocol):
    """Work on due rows, at most `limit` of them; it returns how many it moved."""

    async def __call__(self, *, limit: int, now: datetime) -> int: ...


async def in_batches(store: Store, one: Batch, business: Clock) -> int:
    """Batch after batch while they are full, so that a wave does not wait for as many ticks.

    Where others write beside it, batches are small: nobody who writes to us waits behind a large one.
    """
    total, size = 0, SMALL_BATCH
    while total < MOST_ROWS:
        before = store.groups
        done = await one(limit=size, now=business())
        total += done
        if done < size:
            break
        size = min(size + SMALL_BATCH, BATCH) if store.groups == before else SMALL_BATCH
    return total


async def _until_less(one: Callable[[], Awaitable[int]]) -> int:
    """Batch after batch of its own size while they are full."""
    total = 0
    while total < MOST_ROWS:
        done = await one()
        total += done
        if done < BATCH:
            break
    return total


async def _prune(work: Work) -> int:
    return await prune(work.store, wall=work.wall(), business=work.business())
