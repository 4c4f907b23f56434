"""A group that calls for us is refused once and is nobody's customer."""

from __future__ import annotations

import pytest

from storage.customers import addresses, customers
from tests.usecases.house import House

pytestmark = pytest.mark.anyio


async def test_a_group_is_refused_once_and_never_becomes_a_customer(house: House) -> None:
    """Three commands over three hours, one polite word, no customer, no address."""
    for _ in range(3):
        await house.hear("", "-100123", kind="group")
        house.pass_time(hours=1)
    assert house.texts("-100123") == ["Wir antworten nur im direkten Chat. Schreib uns bitte dort."]
    assert await house.rows(customers) == []
    assert await house.rows(addresses) == []


async def test_each_group_hears_it_for_itself(house: House) -> None:
    """Two groups, two words, also within one batch."""
    await house.receive(*[house.says("", group, kind="group") for group in ("-1", "-2", "-1")])
    await house.turns()
    await house.deliver()
    assert [len(house.texts(group)) for group in ("-1", "-2")] == [1, 1]
