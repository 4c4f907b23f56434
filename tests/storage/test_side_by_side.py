"""Several processes on one PostgreSQL: who waits for whom, and what bad luck costs (nothing)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import anyio
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from storage.bundles import schedule_fires
from storage.database import Order, Store, open_store
from storage.transactions import Transaction
from tests.own_postgres import Cluster

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def shared(postgres: Cluster, with_tables: str) -> Iterator[str]:
    """A fresh PostgreSQL database with all tables."""
    url = postgres.create(with_tables)
    yield url
    postgres.drop(url)


@pytest.fixture
async def two(shared: str) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes' stores on one database."""
    stores = open_store(shared), open_store(shared)
    yield stores
    for store in stores:
        await store.close()


def add(name: str) -> Callable[[Transaction], object]:
    """Work that adds a row."""
    return lambda tx: tx.execute(schedule_fires.insert(), {"schedule": name, "fire_at": NOON})


def count(tx: Transaction) -> int:
    """How many rows there are."""
    return int(tx.execute(select(func.count()).select_from(schedule_fires)).scalar_one())


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        ("alone", "alone", True),
        ("alone", "beside", True),
        ("beside", "alone", True),
        ("beside", "beside", False),
        ("alone", "free", False),
    ],
)
async def test_who_waits_for_whom(two: tuple[Store, Store], first: Order, second: Order, waits: bool) -> None:
    """Work that is alone shares its time with nobody but what only adds rows, over all processes."""
    loop = asyncio.get_running_loop()
    started, proceed, done = asyncio.Event(), threading.Event(), asyncio.Event()

    def slow(tx: Transaction) -> None:
        loop.call_soon_threadsafe(started.set)
        assert proceed.wait(10)

    async def other() -> None:
        await two[1].run(count, order=second)
        done.set()

    async def one() -> None:
        await two[0].run(slow, order=first)

    async with anyio.create_task_group() as group:
        group.start_soon(one)
        await started.wait()
        group.start_soon(other)
        with anyio.move_on_after(0.3 if waits else 5):
            await done.wait()
        assert done.is_set() is not waits
        proceed.set()


async def test_a_deadlock_is_nobodys_problem(two: tuple[Store, Store]) -> None:
    """Two who lock the same rows in opposite order both get their work done."""
    await two[0].run(add("a"))
    await two[0].run(add("b"))
    both = threading.Barrier(2)
    tries: list[str] = []

    def work(names: str) -> Callable[[Transaction], None]:
        def touch(tx: Transaction) -> None:
            tries.append(names)
            for name in names:
                here = schedule_fires.c.schedule == name
                tx.execute(schedule_fires.update().where(here).values(fire_at=NOON))
                if len(tries) <= 2 and name == names[0]:
                    both.wait(5)

        return touch

    async with anyio.create_task_group() as group:
        for store, names in zip(two, ("ab", "ba"), strict=True):
            group.start_soon(partial(store.run, work(names), order="beside"))
    assert sorted(tries) in (["ab", "ab", "ba"], ["ab", "ba", "ba"])


async def test_a_connection_that_is_cut_is_opened_again(two: tuple[Store, Store]) -> None:
    """After the database was restarted, what is written and read next succeeds."""
    store, administrator = two
    await store.run(add("before"))
    await store.read(count)
    cut = (
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
        " where pid <> pg_backend_pid() and datname = current_database()"
    )
    await administrator.run(lambda tx: tx.exec_driver_sql(cut).scalar_one())
    await store.run(add("after"))
    assert await store.read(count) == 2


async def test_an_error_quotes_no_row(two: tuple[Store, Store]) -> None:
    """PostgreSQL tells in an error which row was refused; a log must not hear that."""
    await two[0].run(add("my secret"))
    with pytest.raises(IntegrityError) as refused:
        await two[0].run(add("my secret"))
    assert "duplicate key" in str(refused.value)
    assert "my secret" not in f"{refused.value} {refused.value.orig}"
