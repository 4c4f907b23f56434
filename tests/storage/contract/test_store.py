"""What every store promises: all or nothing, neighbours unhurt, durable when it answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import anyio
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.bundles import schedule_fires
from storage.database import Store, open_store
from storage.errors import StoreClosedError, StoreUrlError
from storage.transactions import Transaction
from storage.upserts import insert

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def fire(name: str) -> Callable[[Transaction], Any]:
    """Work that writes one row."""
    return lambda tx: tx.execute(schedule_fires.insert(), {"schedule": name, "fire_at": NOON})


def count(tx: Transaction) -> int:
    """How many rows there are."""
    return tx.execute(select(func.count()).select_from(schedule_fires)).scalar_one()


async def test_work_returns_its_value_and_its_rows_are_there(store: Store) -> None:
    """What work returns reaches the caller, and a reader then sees its rows."""

    def work(tx: Transaction) -> str:
        tx.execute(schedule_fires.insert(), {"schedule": "a", "fire_at": NOON})
        return "written"

    assert await store.run(work) == "written"
    assert await store.read(count) == 1


async def test_a_moment_comes_back_with_its_zone(store: Store) -> None:
    """Moments are stored in UTC and handed out aware."""
    await store.run(fire("a"))
    assert await store.read(lambda tx: tx.execute(select(schedule_fires.c.fire_at)).scalar_one()) == NOON


async def test_failing_work_leaves_nothing(store: Store) -> None:
    """What raises is rolled back, and the caller gets the exception itself."""

    def work(tx: Transaction) -> None:
        tx.execute(schedule_fires.insert(), {"schedule": "a", "fire_at": NOON})
        raise LookupError("on purpose")

    with pytest.raises(LookupError, match="on purpose"):
        await store.run(work)
    assert await store.read(count) == 0


async def test_a_failure_does_not_hurt_its_neighbours(store: Store) -> None:
    """Of a hundred pieces of work at once, only those that fail are undone; each caller hears his own outcome."""
    await store.run(fire("taken"))
    heard: dict[int, str] = {}

    async def caller(number: int) -> None:
        try:
            await store.run(fire("taken" if number % 10 == 0 else f"free-{number}"))
            heard[number] = "written"
        except IntegrityError:
            heard[number] = "refused"

    async with anyio.create_task_group() as group:
        for number in range(100):
            group.start_soon(caller, number)
    assert [number for number, word in heard.items() if word == "refused"] == list(range(0, 100, 10))
    assert await store.read(count) == 91


async def test_a_conflict_can_be_passed_over(store: Store) -> None:
    """The dialects' ON CONFLICT DO NOTHING is spelled the same on every store."""

    def work(tx: Transaction) -> int:
        rows = [{"schedule": name, "fire_at": NOON} for name in ("a", "b", "a")]
        statement = insert(tx, schedule_fires).on_conflict_do_nothing().returning(schedule_fires.c.schedule)
        return len(tx.execute(statement, rows).all())

    assert await store.run(work) == 2


async def test_a_reader_cannot_write(store: Store) -> None:
    """The reading door refuses a statement that writes."""
    with pytest.raises(DBAPIError):
        await store.read(fire("a"))


async def test_a_reader_does_not_wait_for_the_writer(store: Store) -> None:
    """A read sees the last commit even while a write transaction is open."""
    await store.run(fire("a"))
    loop = asyncio.get_running_loop()
    started, proceed = asyncio.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        tx.execute(schedule_fires.insert(), {"schedule": "b", "fire_at": NOON})
        loop.call_soon_threadsafe(started.set)
        assert proceed.wait(10)

    async with anyio.create_task_group() as group:
        group.start_soon(store.run, slow)
        await started.wait()
        assert await store.read(count) == 1
        proceed.set()
    assert await store.read(count) == 2


async def test_it_promises_to_survive_a_power_cut(store: Store) -> None:
    """The database itself says that a commit waits for the disk."""
    assert await store.durability() == "full"


async def test_what_is_written_is_there_after_reopening(store: Store, migrated: str) -> None:
    """Closing finishes what is in flight; another store on the same URL finds the rows."""
    async with anyio.create_task_group() as group:
        for number in range(20):
            group.start_soon(store.run, fire(f"row-{number}"))
    await store.close()
    with pytest.raises(StoreClosedError):
        await store.run(count)
    again = open_store(migrated)
    assert await again.read(count) == 20
    await again.close()


def test_a_database_in_memory_is_refused() -> None:
    """A URL that keeps nothing is refused with the way out."""
    with pytest.raises(StoreUrlError, match="name a file"):
        open_store("sqlite://")


async def test_an_error_of_the_database_does_not_repeat_what_was_to_be_stored(store: Store) -> None:
    """Its text ends in a log, and what was to be stored are customers' words."""
    with pytest.raises(Exception) as broken:  # noqa: PT011 - which one is the driver's affair
        await store.run(lambda tx: tx.execute(schedule_fires.insert(), {"schedule": "my secret", "fire_at": "no date"}))
    assert "my secret" not in str(broken.value)


async def test_alike_work_is_done_in_one_call_and_fails_alone(store: Store) -> None:
    """Items that gathered behind a commit share a statement; one that fails takes no other with it."""
    calls: list[int] = []

    def fires(tx: Transaction, names: list[str]) -> list[str]:
        calls.append(len(names))
        tx.execute(schedule_fires.insert(), [{"schedule": name, "fire_at": NOON} for name in names])
        return [name.upper() for name in names]

    heard: dict[int, str] = {}

    async def caller(number: int) -> None:
        try:
            heard[number] = await store.run_together(fires, "twice" if number in (20, 40) else f"n{number}")
        except IntegrityError:
            heard[number] = "refused"

    async with anyio.create_task_group() as group:
        for number in range(60):
            group.start_soon(caller, number)
    assert sorted(heard.values())[:3] == ["N0", "N1", "N10"]
    assert sorted([heard[20], heard[40]]) == ["TWICE", "refused"]
    assert await store.read(count) == 59
    assert max(calls) > 1


async def test_what_can_wait_lets_others_go_first(store: Store) -> None:
    """Work that can wait is done after all that came while the writer was busy, however early it was given."""
    busy, go_on, order = threading.Event(), threading.Event(), list[str]()

    def block(_: Transaction) -> None:
        busy.set()
        go_on.wait(10)

    first = asyncio.create_task(store.run(block))
    await asyncio.to_thread(busy.wait, 10)
    later = asyncio.create_task(store.run(lambda _: order.append("wave"), order="later"))
    others = [asyncio.create_task(store.run(lambda _: order.append("message"))) for _ in range(3)]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(first, later, *others)
    assert order == ["message", "message", "message", "wave"]


async def test_what_can_wait_is_done_before_the_store_closes(store: Store) -> None:
    """Closing finishes what could wait, too."""
    waiting = [asyncio.create_task(store.run(fire(f"w{number}"), order="later")) for number in range(5)]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*waiting)


async def test_what_can_wait_does_not_wait_for_ever(store: Store) -> None:
    """Where others never stop writing, work that can wait is done all the same."""
    done = False

    async def others() -> None:
        while not done:
            await store.run(count)

    chatter = [asyncio.create_task(others()) for _ in range(4)]
    with anyio.fail_after(20):
        await store.run(fire("wave"), order="later")
    done = True
    await asyncio.gather(*chatter)


async def test_a_store_counts_the_groups_that_others_wrote(store: Store) -> None:
    """Who writes batch after batch can see whether others write beside it; its own batches do not count."""
    before = store.groups
    await store.run(count, order="later")
    assert store.groups == before
    await store.run(count)
    assert store.groups == before + 1
