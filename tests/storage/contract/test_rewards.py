"""Whatever can be taken once is taken once: codes, rewards, links and seats, by eight processes' stores at a time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

from storage.customers import add_customer
from storage.database import Store, open_store
from storage.rewards import (
    add_codes,
    add_given,
    count_codes,
    find_given,
    finish_gift,
    free_place,
    gifts_to_send,
    own_invite,
    places_at,
    take_code,
    take_place,
)
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 7, 1, tzinfo=UTC)
PEOPLE = [f"customer-{number:02}" for number in range(40)]
WORKERS = 8


@pytest.fixture
def anyio_backend() -> str:
    """Stores are asyncio's."""
    return "asyncio"


@pytest.fixture
async def stores(migrated: str) -> AsyncIterator[list[Store]]:
    """Eight stores on one database, as eight processes have them, and forty customers."""
    async with AsyncExitStack() as stack:
        opened = [open_store(migrated) for _ in range(WORKERS)]
        for store in opened:
            stack.push_async_callback(store.close)
        await opened[0].run(_people)
        yield opened


def _people(tx: Transaction) -> None:
    for each in PEOPLE:
        add_customer(tx, {"id": each, "external_id": each, "created_at": NOW, "updated_at": NOW})


async def test_no_code_is_given_twice(stores: list[Store]) -> None:
    """Forty take from a pool of thirty at once: thirty different codes are given, ten get none."""
    await stores[0].run(lambda tx: add_codes(tx, "thanks", [f"C-{n}" for n in range(30)], NOW))

    async def take(number: int) -> str | None:
        return await stores[number % WORKERS].run(lambda tx: take_code(tx, "thanks", given_id=f"g{number}"))

    taken = await asyncio.gather(*(take(number) for number in range(40)))
    codes = [code for code in taken if code is not None]
    assert (len(codes), len(set(codes))) == (30, 30)
    assert await stores[0].read(lambda tx: count_codes(tx, "thanks")) == (30, 0)


async def test_an_import_adds_what_is_new(stores: list[Store]) -> None:
    """The same file again adds nothing; a code that is given stays given."""
    store = stores[0]
    assert await store.run(lambda tx: add_codes(tx, "thanks", ["A", "B", "A"], NOW)) == 2
    assert await store.run(lambda tx: take_code(tx, "thanks", given_id="g")) == "A"
    assert await store.run(lambda tx: add_codes(tx, "thanks", ["A", "B", "C"], NOW)) == 1
    assert await store.read(lambda tx: count_codes(tx, "thanks")) == (3, 2)


async def test_twelve_seats_eight_waiting_twenty_yes(stores: list[Store]) -> None:
    """Twenty say yes at once on eight workers: twelve sit, eight wait, the other twenty are told that it is full."""

    async def come(number: int) -> str:
        def work(tx: Transaction) -> str:
            return take_place(tx, "workshop", PEOPLE[number], limit=12, waiting=8, now=NOW)

        return await stores[number % WORKERS].run(work)

    first = await asyncio.gather(*(come(number) for number in range(20)))
    assert Counter(first) == {"seat": 12, "waiting": 8}
    assert await asyncio.gather(*(come(number) for number in range(20))) == first
    assert set(await asyncio.gather(*(come(number) for number in range(20, 40)))) == {"full"}
    places = await stores[0].read(lambda tx: places_at(tx, "workshop"))
    assert [place.number for place in places] == list(range(1, 21))


async def test_a_freed_seat_goes_to_the_first_who_waits(stores: list[Store]) -> None:
    """The list moves up by one: the next who waits sits, and one more can wait."""
    store = stores[0]
    for each in PEOPLE[:4]:
        await store.run(lambda tx, who=each: take_place(tx, "walk", who, limit=2, waiting=2, now=NOW))  # type: ignore[misc]
    assert await store.run(lambda tx: free_place(tx, "walk", PEOPLE[0], limit=2)) == PEOPLE[2]
    places = await store.read(lambda tx: places_at(tx, "walk"))
    assert [(place.customer_id, place.waiting) for place in places] == [
        (PEOPLE[1], False),
        (PEOPLE[2], False),
        (PEOPLE[3], True),
    ]
    assert await store.run(lambda tx: free_place(tx, "walk", PEOPLE[9], limit=2)) is None
    assert await store.run(lambda tx: take_place(tx, "walk", PEOPLE[5], limit=2, waiting=2, now=NOW)) == "waiting"


async def test_a_customer_has_one_link(stores: list[Store]) -> None:
    """Asked for at once on eight workers, it is the same link each time."""

    async def ask(number: int) -> str:
        def work(tx: Transaction) -> str:
            return own_invite(tx, PEOPLE[0], code=f"code{number}", session_id="s", now=NOW)

        return await stores[number].run(work)

    assert len(set(await asyncio.gather(*(ask(number) for number in range(WORKERS))))) == 1


async def test_a_gift_is_a_task_until_it_is_done(stores: list[Store]) -> None:
    """It is listed with its due date, taken off once, and the customer keeps it."""
    row = {"id": "g1", "reward": "book", "kind": "gift", "customer_id": PEOPLE[0], "occasion": "", "code": None}
    store = stores[0]
    await store.run(lambda tx: add_given(tx, row | {"team": "care", "due_at": NOW, "at": NOW}))
    assert [gift.id for gift in await store.read(gifts_to_send)] == ["g1"]
    done = [await store.run(lambda tx: finish_gift(tx, "g1", who="kim", now=NOW)) for _ in range(2)]
    assert done == [True, False]
    assert await store.read(gifts_to_send) == []
    assert await store.read(lambda tx: find_given(tx, PEOPLE[0], "book", "")) is not None
