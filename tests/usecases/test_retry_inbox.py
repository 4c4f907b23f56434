"""Messages that no turn could take: listed without anybody's words, and let in again once the fault is gone."""

from __future__ import annotations

from functools import partial

import pytest

from storage.bundles import audit, bundles
from storage.columns import JsonObject
from storage.inbox_listing import ParkedRow, parked
from storage.transactions import Transaction
from tests.usecases.house import House
from usecases.bundles import Bundles
from usecases.retry_inbox import retry_inbox

pytestmark = pytest.mark.anyio


async def listed(house: House) -> list[ParkedRow]:
    """What is set aside."""
    return await house.store.read(partial(parked, limit=10))


async def retry(house: House, row_id: int) -> str:
    """Let it in; the obstacle."""
    [outcome] = await retry_inbox(house.store, [row_id], who="mia", new_id=house.new_id, now=house.now)
    return outcome.why


async def test_a_parked_message_is_answered_once_the_fault_is_gone(house: House) -> None:
    """It stands there with class and place, and without its text; let in again it gets its turn and its answer."""
    await house.ask("nps")
    [published] = await house.rows(bundles)
    await house.store.run(lambda tx: _take_away(tx))
    house.bundles = Bundles(house.store)
    assert await house.hear("9, the guide was wonderful") == []

    [row] = await listed(house)
    assert row.error.startswith("NoBundleError at ")
    assert "wonderful" not in repr(row)
    assert "ada" not in repr(row)

    await house.store.run(lambda tx: _put_back(tx, published))
    assert await retry(house, row.id) == ""
    assert await listed(house) == []
    await house.turns()
    assert await house.deliver() > 0
    assert ("mia", "inbox retry") in [(line["who"], line["what"]) for line in await house.rows(audit)]
    assert await retry(house, row.id) == "its turn was taken"


async def test_what_is_not_there_cannot_be_let_in(house: House) -> None:
    """A number that nobody knows is told as such."""
    assert await retry(house, 4711) == "there is no such message"


def _take_away(tx: Transaction) -> None:
    tx.execute(bundles.delete())


def _put_back(tx: Transaction, row: JsonObject) -> None:
    tx.execute(bundles.insert(), row)
