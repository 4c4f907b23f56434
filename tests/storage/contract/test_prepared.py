"""Statements for many rows say the same as one statement a row would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from storage.columns import Json, JsonText
from storage.database import Store
from storage.inbox import inbox
from storage.prepared import Change, Query, one_of
from storage.transactions import Transaction
from storage.upserts import insert_into

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 6, 1, 12, 0, 0, 5, tzinfo=UTC)
ADD = Change(lambda dialect: insert_into(dialect, inbox).on_conflict_do_nothing())
SETTLE = Change(
    inbox.update()
    .where(inbox.c.message_id == bindparam("row"), inbox.c.tries == bindparam("from_tries"))
    .values(state="done", reading=bindparam("read_as", type_=Json(none_as_null=True)), taken_at=bindparam("at"))
)
FOUND = Query(
    select(inbox.c.message_id, inbox.c.message, inbox.c.reading, inbox.c.state, inbox.c.accepted_at, inbox.c.taken_at)
    .where(one_of(inbox.c.message_id, "ids"), inbox.c.channel == "telegram")
    .order_by(inbox.c.id.desc())
    .limit(bindparam("most")),
    lambda *columns: columns,
)


def _rows(count: int) -> list[dict[str, object]]:
    return [
        {
            "channel": "telegram",
            "message_id": f"m{number}'?",
            "sender": "7",
            "message": JsonText(f'{{"text":"{number} ü \\"?\\""}}') if number % 2 else {"text": f'{number} ü "?"'},
            "accepted_at": NOW,
        }
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 64, 65, 131])
async def test_any_number_of_rows_is_written_and_read_back_in_order(store: Store, count: int) -> None:
    """However many rows: each is there once, every column as it was given, defaults filled in, newest first."""
    assert await store.run(partial(ADD.run, rows=_rows(count))) == count

    ids = [row["message_id"] for row in _rows(count)]
    found = await store.read(partial(FOUND.all, params={"ids": ids, "most": 1000}))

    assert found == [
        (f"m{number}'?", {"text": f'{number} ü "?"'}, None, "waiting", NOW, None) for number in reversed(range(count))
    ]


async def test_rows_that_are_there_count_as_not_inserted(store: Store) -> None:
    """Of five rows that are given again with two new ones, only the new ones count."""
    await store.run(partial(ADD.run, rows=_rows(5)))

    assert await store.run(partial(ADD.run, rows=_rows(7))) == 2


async def test_an_update_changes_exactly_the_rows_it_names(store: Store) -> None:
    """Rows whose condition does not hold stay, and do not count; a missing value is NULL, not JSON's null."""
    await store.run(partial(ADD.run, rows=_rows(4)))
    changes = [
        {"row": f"m{number}'?", "from_tries": number % 2, "read_as": reading, "at": NOW + timedelta(seconds=number)}
        for number, reading in ((0, {"kind": "thanks"}), (1, None), (2, None))
    ]

    assert await store.run(partial(SETTLE.run, rows=changes)) == 2

    ids = ["m0'?", "m1'?", "m2'?", "m3'?"]
    rows = await store.read(partial(FOUND.all, params={"ids": ids, "most": 9}))
    assert [(row[2], row[3], row[5]) for row in reversed(rows)] == [
        ({"kind": "thanks"}, "done", NOW),
        (None, "waiting", None),
        (None, "done", NOW + timedelta(seconds=2)),
        (None, "waiting", None),
    ]

    def without_reading(tx: Transaction) -> int:
        return len(tx.execute(select(inbox.c.id).where(inbox.c.reading.is_(None))).all())

    assert await store.read(without_reading) == 3


async def test_moments_are_kept_in_utc_and_need_a_zone(store: Store) -> None:
    """Whatever zone a moment comes in, it is read back as the same moment; one without a zone is refused."""
    [row] = _rows(1)
    row["accepted_at"] = datetime(2027, 6, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    await store.run(partial(ADD.run, rows=[row]))

    [found] = await store.read(partial(FOUND.all, params={"ids": ["m0'?"], "most": 1}))

    assert found[4] == datetime(2027, 6, 1, 12, tzinfo=UTC)
    with pytest.raises(Exception, match="time zone"):
        await store.run(partial(ADD.run, rows=[row | {"message_id": "n", "accepted_at": datetime(2027, 6, 1, 12)}]))  # noqa: DTZ001


async def test_an_error_of_the_database_is_one_of_sqlalchemys(store: Store) -> None:
    """A row that breaks a rule of the table fails like any other statement, and without the customer's words."""
    add = Change(partial(insert_into, table=inbox))
    rows = [row | {"sender": None} for row in _rows(2)]

    with pytest.raises(IntegrityError) as failed:
        await store.run(partial(add.run, rows=rows))

    assert "ü" not in str(failed.value)
