"""What every store promises the message path: one row a message, order per address, no lost update."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Table, func, select

from storage import inbox, outbox
from storage.cases import cases
from storage.columns import JsonObject
from storage.customers import addresses, customers
from storage.database import Store
from storage.responses import answers, responses
from storage.saving import Saving, StaleSessionError
from storage.sessions import asking_sessions, due_sessions, sessions
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def read(saved: JsonObject | str) -> JsonObject:
    """A value of the busiest paths, which SQLite gives as the text it keeps."""
    found: JsonObject = json.loads(saved) if isinstance(saved, str) else saved
    return found


def message(number: int, **more: object) -> JsonObject:
    """An inbox row to be."""
    row = {"channel": "telegram", "message_id": f"m{number}", "sender": "ada", "platform_order": number}
    return row | {"message": {"text": "Grüße 🙂"}, "accepted_at": NOON} | more


def size(tx: Transaction, table: Table) -> int:
    """How many rows there are."""
    return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def outgoing(number: int, address: str = "ada", **more: object) -> JsonObject:
    """An outbox row to be."""
    row = {"key": f"k{number}", "channel": "telegram", "address": address, "prompt": {"template": str(number)}}
    return row | {"due_at": NOON, "created_at": NOON} | more


def person(tx: Transaction) -> None:
    """One customer at one address."""
    saving = Saving()
    saving.customers.append({"id": "c", "created_at": NOON, "updated_at": NOON})
    saving.addresses["a"] = {
        "id": "a", "customer_id": "c", "channel": "telegram", "platform_id": "ada", "created_at": NOON,
    }  # fmt: skip
    saving.sessions["s"] = {
        "id": "s", "customer_id": "c", "address_id": "a", "flow": "nps", "bundle": "b", "state": "asking",
        "data": {"step": "recommend"}, "version": 1, "due_at": NOON, "started_at": NOON,
    }  # fmt: skip
    saving.responses["s"] = {
        "id": "s", "session_id": "s", "customer_id": "c", "flow": "nps", "channel": "telegram", "started_at": NOON,
    }  # fmt: skip
    saving.flush(tx)


async def send(store: Store, rows: Sequence[JsonObject]) -> None:
    """Put rows into the outbox as a batch does."""
    await store.run(Saving(outbox=list(rows)).flush)


async def test_a_message_is_stored_once_however_often_it_comes(store: Store) -> None:
    """Within one statement and in later ones, by channel and the provider's id."""
    rows = [message(1), message(2), message(1), message(1, channel="webchat")]
    assert await store.run(partial(inbox.add, rows=rows)) == {("telegram", "m1"), ("telegram", "m2"), ("webchat", "m1")}
    assert await store.run(partial(inbox.add, rows=[message(2), message(3)])) == {("telegram", "m3")}
    waiting = await store.read(partial(inbox.waiting, limit=10))
    assert [read(row.message)["text"] for row in waiting] == ["Grüße 🙂"] * 4
    assert [row.id for row in waiting] == sorted(row.id for row in waiting)


async def test_settled_and_parked_messages_wait_no_more(store: Store) -> None:
    """Done keeps its reading and customer, parked its error; both leave the queue."""
    await store.run(partial(inbox.add, rows=[message(1), message(2), message(3)]))
    one, two, three = [row.id for row in await store.read(partial(inbox.waiting, limit=10))]
    done = {"row": one, "of_customer": "c", "read_as": {"kind": "idea"}, "at": NOON}
    await store.run(Saving(settled=[done]).flush)
    await store.run(partial(inbox.park, row_id=two, error="ValueError at x.py:1", now=NOON))
    assert await store.read(partial(inbox.still_waiting, ids=[one, two, three])) == {three}
    kept = await store.read(
        lambda tx: tx.execute(select(inbox.inbox.c.reading).order_by(inbox.inbox.c.id)).scalars().all()
    )
    assert kept == [{"kind": "idea"}, None, None]


async def test_a_session_moved_by_another_is_not_overwritten(store: Store) -> None:
    """The version a turn was taken on must still be there; otherwise nothing of its batch is written."""
    await store.run(person)
    move = {
        "row": "s", "from_version": 1, "to_version": 2, "to_state": "asking", "to_data": {"step": "why"},
        "to_due_at": None, "to_ended_at": None,
    }  # fmt: skip
    await store.run(Saving(moved_sessions={"s": move}).flush)
    late = Saving(moved_sessions={"s": move | {"to_data": {"step": "lost"}}}, outbox=[outgoing(1)])
    with pytest.raises(StaleSessionError):
        await store.run(late.flush)
    [row] = await store.read(partial(asking_sessions, customer_ids=["c"]))
    assert (row.version, read(row.data)) == (2, {"step": "why"})
    assert await store.read(partial(size, table=outbox.outbox)) == 0
    assert await store.read(partial(due_sessions, now=NOON, limit=5)) == []


async def test_a_later_answer_replaces_the_earlier(store: Store) -> None:
    """One answer a step: the last one counts, its id stays."""
    await store.run(person)
    answer = {
        "id": "s.recommend", "response_id": "s", "step": "recommend", "kind": "ask_score", "scale": "nps",
        "score": 3.0, "band": "detractor", "value": 3, "text": "3", "at": NOON,
    }  # fmt: skip
    await store.run(Saving(answers={"s.recommend": answer}).flush)
    await store.run(Saving(answers={"s.recommend": answer | {"score": 9.0, "value": 9, "band": "promoter"}}).flush)
    [row] = await store.read(lambda tx: tx.execute(select(answers.c.id, answers.c.score, answers.c.value)).all())
    assert tuple(row) == ("s.recommend", 9.0, 9)


async def test_the_same_effect_makes_one_row(store: Store) -> None:
    """A key that is there already is passed over, its neighbours are written."""
    await send(store, [outgoing(1)])
    await send(store, [outgoing(1), outgoing(2)])
    assert await store.read(partial(size, table=outbox.outbox)) == 2


async def test_only_the_first_unsettled_row_of_an_address_may_leave(store: Store) -> None:
    """Due or not, sending or waiting: what is behind another waits; other addresses and channels do not."""
    rows = [
        outgoing(1, "ada", due_at=NOON + timedelta(hours=1)),
        outgoing(2, "ada"),
        outgoing(3, "bob"),
        outgoing(4, "bob"),
        outgoing(5, "bob", channel="webchat"),
    ]
    await send(store, rows)

    def free(tx: Transaction, at: datetime = NOON) -> list[str]:
        return [row.key for row in outbox.claimable(tx, ["telegram", "webchat"], at, 10)]

    assert await store.run(free) == ["k3", "k5"]
    await store.run(lambda tx: outbox.claim(tx, [3], until=NOON))
    assert await store.run(free) == ["k5"]
    assert await store.run(partial(free, at=NOON + timedelta(hours=1))) == ["k1", "k5"]


async def test_closing_an_address_refuses_what_waits_there_only(store: Store) -> None:
    """What is said after the closing leaves, and nobody else is touched."""
    await send(store, [outgoing(1, "ada"), outgoing(2, "bob")])
    saving = Saving(outbox=[outgoing(3, "ada")])
    saving.close("telegram", "ada", why="stopped", now=NOON)
    saving.outbox.append(outgoing(4, "ada"))
    await store.run(saving.flush)
    rows = await store.read(lambda tx: tx.execute(select(outbox.outbox.c.key, outbox.outbox.c.state)).all())
    assert {row.key: row.state for row in rows} == {"k1": "refused", "k2": "waiting", "k4": "waiting"}


async def test_case_numbers_follow_each_other(store: Store) -> None:
    """The next number is one more than the highest, within a batch and after it."""
    await store.run(person)

    def batch(tx: Transaction) -> list[int]:
        saving = Saving()
        numbers = [saving.next_case_number(tx) for _ in range(3)]
        for number in numbers:
            saving.cases[str(number)] = {
                "id": f"case{number}", "number": number, "customer_id": "c", "team": "care", "priority": "high",
                "opened_at": NOON, "first_answer_due_at": NOON,
            }  # fmt: skip
        saving.flush(tx)
        return numbers

    assert await store.run(batch) == [1, 2, 3]
    assert await store.run(batch) == [4, 5, 6]
    assert await store.read(partial(size, table=cases)) == 6


async def test_rows_without_their_customer_are_refused(store: Store) -> None:
    """Foreign keys hold: no session without customer and address."""
    orphan = Saving(responses={"s": {
        "id": "s", "session_id": "s", "customer_id": "nobody", "flow": "nps", "channel": "telegram", "started_at": NOON,
    }})  # fmt: skip
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await store.run(orphan.flush)
    for table in (customers, addresses, sessions, responses):
        assert await store.read(partial(size, table=table)) == 0
