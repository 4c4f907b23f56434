"""An address without a phone number that later shows its number is the same person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.messages import Inbound
from storage.customers import addresses, customers
from tests.usecases.house import House

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
