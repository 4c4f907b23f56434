"""An address without a phone number that later shows its number is the same person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.messages import Inbound
from storage.customers import addresses, customers
from storage.user_ids import user_ids
from tests.usecases.house import House
from usecases.erase_customer import erase_customer

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
USER, NUMBER = "DE.a1b2c3", "+4915555000009"


def hidden(house: House, text: str, **more: str) -> Inbound:
    """He writes under his user id."""
    return replace(house.says(text, USER, **more), channel="whatsapp")


def shown(house: House, text: str, **more: str) -> Inbound:
    """He writes with his number, and WhatsApp tells the user id beside it."""
    return replace(house.says(text, NUMBER, **more), channel="whatsapp", other_id=USER)


async def test_the_conversation_goes_on_under_the_address_that_is_known(house: House) -> None:
    """Greeted under the user id, answered with the number: one customer, one address, in one batch or in two."""
    await house.receive(hidden(house, "", kind="start"))
    await house.turns()
    await house.receive(shown(house, "yes"), shown(house, "stop"))
    await house.turns()
    assert len(await house.rows(customers)) == 1
    [address] = await house.rows(addresses)
    assert (address["platform_id"], address["state"]) == (USER, "stopped")


async def test_both_in_one_batch_are_one_customer(house: House) -> None:
    """The number comes a moment after the user id, before any turn was taken."""
    await house.receive(hidden(house, "", kind="start"), shown(house, "yes"))
    await house.turns()
    assert len(await house.rows(customers)) == 1


async def test_a_number_that_is_known_stays_what_it_is(house: House) -> None:
    """Nobody's address changes because a user id has come beside it."""
    await house.receive(shown(house, "", kind="start"))
    await house.turns()
    await house.receive(shown(house, "yes"))
    await house.turns()
    assert [row["platform_id"] for row in await house.rows(addresses)] == [NUMBER]


async def test_who_hides_his_number_later_goes_on_under_it(house: House) -> None:
    """Known by his number, which came with a user id: the user id alone is enough from then on, also for his STOP."""
    await house.receive(shown(house, "", kind="start"))
    await house.turns()
    await house.receive(hidden(house, "yes"), hidden(house, "stop"))
    await house.turns()
    assert len(await house.rows(customers)) == 1
    [address] = await house.rows(addresses)
    assert (address["platform_id"], address["state"]) == (NUMBER, "stopped")


async def test_a_number_and_the_user_id_alone_in_one_batch_are_one_customer(house: House) -> None:
    """He hides it a moment later, before any turn was taken."""
    await house.receive(shown(house, "", kind="start"), hidden(house, "yes"))
    await house.turns()
    assert [row["platform_id"] for row in await house.rows(addresses)] == [NUMBER]


async def test_a_user_id_that_shows_another_number_belongs_to_that_one(house: House) -> None:
    """The latest number counts."""
    other = "+4915555000010"
    await house.receive(shown(house, "", kind="start"))
    await house.turns()
    await house.receive(replace(shown(house, "", kind="start"), sender=other))
    await house.turns()
    await house.receive(hidden(house, "stop"))
    await house.turns()
    states = {row["platform_id"]: row["state"] for row in await house.rows(addresses)}
    assert states == {NUMBER: "open", other: "stopped"}


async def test_erasing_somebody_forgets_his_user_id(house: House) -> None:
    """Who writes under it again is a stranger."""
    await house.receive(shown(house, "", kind="start"))
    await house.turns()
    assert len(await house.rows(user_ids)) == 1
    [ada] = await house.rows(customers)
    await erase_customer(house.store, ada["id"], who="test", new_id=house.new_id, now=house.now)
    assert await house.rows(user_ids) == []
    await house.receive(hidden(house, "", kind="start"))
    await house.turns()
    assert USER in {row["platform_id"] for row in await house.rows(addresses)}
