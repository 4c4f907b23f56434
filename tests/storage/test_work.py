"""Wakes between processes: coalesced, in our own transaction, never the truth."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from functools import partial

import anyio
import pytest

from storage.database import Store, open_store
from storage.transactions import Transaction
from storage.work import SHARDS, QueueDepth, queue_depth, shard_of, wake
from storage.working import Worker
from tests.own_postgres import Cluster

pytestmark = pytest.mark.anyio


@pytest.fixture
def shared(postgres: Cluster, with_tables: str) -> Iterator[str]:
    """A fresh PostgreSQL database with all tables."""
    url = postgres.create(with_tables)
    yield url
    postgres.drop(url)


@pytest.fixture
async def here(shared: str) -> AsyncIterator[Store]:
    """A store on it."""
    store = open_store(shared)
    yield store
    await store.close()


def jobs(tx: Transaction) -> list[tuple[str, str]]:
    """The jobs there are."""
    rows = tx.exec_driver_sql("select lock, status::text from procrastinate_jobs order by id")
    return [(lock, status) for lock, status in rows]


async def turn(store: Store, *shards: int) -> None:
    """Wake the turns of these shards."""
    await store.run(partial(wake, stage="turn", shards=shards), order="free")


def test_a_phone_has_one_shard_and_everybody_has_one() -> None:
    """SMS and WhatsApp of one number stay in order; strangers are spread over all shards."""
    assert shard_of("sms", "+4915100000001") == shard_of("whatsapp", "+4915100000001")
    assert {shard_of("telegram", str(number)) for number in range(500)} == set(range(SHARDS))


async def test_wakes_coalesce_and_show_in_the_depth(here: Store) -> None:
    """However often a shard is woken, one job waits for it."""
    for _ in range(3):
        await turn(here, 3, 5)
    await turn(here, 5, 7)
    assert await here.read(jobs) == [("turn3", "todo"), ("turn5", "todo"), ("turn7", "todo")]
    depth = await here.read(queue_depth)
    assert (depth.waiting, depth.working) == (3, 0)
    assert 0 <= depth.oldest_s < 60


async def test_work_that_fails_wakes_nobody(here: Store) -> None:
    """A wake is part of its transaction."""

    def work(tx: Transaction) -> None:
        wake(tx, "turn", {1})
        raise LookupError

    with pytest.raises(LookupError):
        await here.run(work)
    assert await here.read(jobs) == []


async def test_two_wake_the_same_shard_without_waiting_for_each_other(here: Store, shared: str) -> None:
    """Who finds that another is just making the wake leaves it to him."""
    other = open_store(shared)
    loop = asyncio.get_running_loop()
    made, proceed = asyncio.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        wake(tx, "turn", {1})
        loop.call_soon_threadsafe(made.set)
        assert proceed.wait(10)

    async with anyio.create_task_group() as group:
        group.start_soon(partial(here.run, slow, order="free"))
        await made.wait()
        with anyio.fail_after(5):
            await turn(other, 1, 2)
        proceed.set()
    assert sorted(await here.read(jobs)) == [("turn1", "todo"), ("turn2", "todo")]
    await other.close()


async def test_a_worker_sees_the_rows_of_whoever_found_its_job_waiting(here: Store, shared: str) -> None:
    """The job waits already, so the second waker adds none; the worker that takes it waits for the second's commit."""
    loop = asyncio.get_running_loop()
    await turn(here, 1)
    woken, proceed, drained = asyncio.Event(), threading.Event(), asyncio.Event()

    def slow(tx: Transaction) -> None:
        wake(tx, "turn", {1})
        loop.call_soon_threadsafe(woken.set)
        assert proceed.wait(20)

    async def drain(_shard: int) -> int:
        drained.set()
        return 0

    second = open_store(shared)
    worker = Worker(shared, here, {"turn": drain})
    async with anyio.create_task_group() as group:
        group.start_soon(partial(second.run, slow, order="free"))
        await woken.wait()
        group.start_soon(worker.run)
        with anyio.fail_after(20):
            while ("turn1", "doing") not in await here.read(jobs):
                await anyio.lowlevel.checkpoint()
        assert not drained.is_set()
        proceed.set()
        with anyio.fail_after(20):
            await drained.wait()
        worker.stop()
    await second.close()


async def test_a_dead_workers_shard_is_given_free(here: Store, shared: str) -> None:
    """A job that a dead worker held is thrown away by another worker, and its shard is drained."""
    dead = (
        "with dead as (insert into procrastinate_workers (last_heartbeat)"
        " values (now() - interval '1 hour') returning id)"
        " update procrastinate_jobs set status = 'doing', worker_id = dead.id from dead"
    )
    await turn(here, 4)
    await here.run(lambda tx: tx.exec_driver_sql(dead).rowcount)
    drained: list[int] = []
    done = asyncio.Event()

    async def drain(shard: int) -> int:
        drained.append(shard)
        done.set()
        return 0

    worker = Worker(shared, here, {"turn": drain})
    async with anyio.create_task_group() as group:
        group.start_soon(worker.run)
        with anyio.fail_after(20):
            await done.wait()
        worker.stop()
    assert drained == [4]
    assert await here.read(queue_depth) == QueueDepth()
