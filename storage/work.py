"""Wakes between processes: `wake(tx, stage, shards)` tells the workers, in our own transaction, that rows wait.

The rows are the truth; a wake only wakes somebody up. On SQLite there is one process, which is told by a signal in
memory (scheduler/wakes.py), and nothing is done here. On PostgreSQL a wake is a job of Procrastinate: one a stage and
shard at a time (its lock), and at most one more that waits (its queueing lock), however often it is woken.

A wake that finds one waiting adds none. So that the waiting one cannot run before our rows are committed, whoever
wakes holds a shared lock until then, and `WAIT_FOR_WAKERS` makes a worker wait for all who hold it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from sqlalchemy import text

from conversation.messages import CHANNELS
from storage.transactions import Transaction

ShardDrain = Callable[[int], Awaitable[int]]
"""Takes the waiting rows of a stage's shard, a batch a call; returns how many it settled (0 = nothing waits)."""

SHARDS = 16
"""Senders are spread over so many shards; a shard is worked on by one worker at a time. Never change it lightly: rows
that wait keep the shard they were given."""
QUEUE = "echoloop"
LANES: tuple[str, ...] = (*CHANNELS, "elsewhere")
"""Shards of the delivery: one a channel, so that a slow one holds up none of the others."""
CALL = "call"
PHONES = ("sms", "whatsapp")

HELD, MAKING = 0x77616B65, 0x6D616B65  # first halves of the advisory locks
_HOLD = text(
    "SELECT number, pg_advisory_xact_lock_shared(:held, :first + number), pg_try_advisory_xact_lock(:making,"
    " :first + number) FROM unnest(CAST(:shards AS int[])) AS number"
)
_DEFER = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)"
    " SELECT :queue, stage, stage || number, stage || number, jsonb_build_object('shard', number)"
    " FROM unnest(CAST(:shards AS int[])) AS number, (SELECT CAST(:stage AS text) AS stage) AS given"
    " WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = stage || number)"
    " ON CONFLICT DO NOTHING"
)
WAIT_FOR_WAKERS = f"SELECT pg_advisory_xact_lock({HELD}, %(place)s)"
"""Run by a worker, on its own, between taking a job and looking for rows."""
_QUEUE = text(
    "SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),"
    " coalesce(extract(epoch FROM now() - min(made.at) FILTER (WHERE status = 'todo')), 0)"
    " FROM procrastinate_jobs AS job LEFT JOIN procrastinate_events AS made"
    " ON made.job_id = job.id AND made.type = 'deferred' WHERE job.status IN ('todo', 'doing')"
)


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """Wakes that wait, wakes that are worked on, and the age of the oldest that waits (seconds)."""

    waiting: int = 0
    working: int = 0
    oldest_s: float = 0.0


def shard_of(channel: str, sender: str) -> int:
    """The shard of a sender; a phone has one for SMS and WhatsApp, since it is one customer."""
    return crc32(f"{'phone' if channel in PHONES else channel}:{sender}".encode()) % SHARDS


def shards_of(stage: str) -> range:
    """All shards of a stage."""
    return range({"turn": SHARDS, "deliver": len(LANES)}.get(stage, 1))


def lane_of(channel: str) -> int:
    """The shard in which a channel's messages are delivered."""
    return LANES.index(channel) if channel in LANES else len(LANES) - 1


def place_of(stage: str, shard: int) -> int:
    """The number of a stage's shard in the locks."""
    return (crc32(stage.encode()) & 0xFFFFF) * 1000 + shard


def wake(tx: Transaction, stage: str, shards: Iterable[int]) -> None:
    """Wake the workers of a stage's shards once this transaction is committed; nothing to do on SQLite."""
    wanted = sorted(set(shards))
    if tx.dialect.name == "sqlite" or not wanted:
        return
    hold = {"held": HELD, "making": MAKING, "first": place_of(stage, 0), "shards": wanted}
    mine = [number for number, _, made_by_us in tx.execute(_HOLD, hold) if made_by_us]
    if mine:
        tx.execute(_DEFER, {"queue": QUEUE, "stage": stage, "shards": mine})


def wake_delivery(tx: Transaction, places: Sequence[tuple[str, str]]) -> None:
    """Wake whoever takes rows for these (channel, address) from the outbox; calls have a stage of their own."""
    channels = {channel for channel, _ in places}
    wake(tx, "deliver", {lane_of(channel) for channel in channels if channel != CALL})
    wake(tx, CALL, {0} if CALL in channels else ())


def queue_depth(tx: Transaction) -> QueueDepth:
    """How many wakes wait; nothing does on SQLite."""
    if tx.dialect.name == "sqlite":
        return QueueDepth()
    waiting, working, oldest_s = tx.execute(_QUEUE).one()
    return QueueDepth(waiting, working, float(oldest_s))
