"""Personal links: they lead to their customer once, merge the stranger, and bind nobody else."""

from __future__ import annotations

import pytest

from storage.customers import addresses, customers, link_tokens
from storage.sessions import sessions
from tests.usecases.house import NOON, House

pytestmark = pytest.mark.anyio


async def invite(house: House, flow: str = "welcome") -> None:
    """A known customer with a personal link."""
    ada = {"id": "ada-known", "external_id": "K-1", "first_name": "Ada", "language": "de", "created_at": NOON,
           "updated_at": NOON}  # fmt: skip
    token = {"token": "tok", "customer_id": "ada-known", "flow": flow, "created_at": NOON}
    await house.store.run(lambda tx: (tx.execute(customers.insert(), ada), tx.execute(link_tokens.insert(), token)))


async def test_a_link_leads_to_its_customer(house: House) -> None:
    """The address is bound to the customer the link was made for, in his language; no stranger appears."""
    await invite(house)
    texts = await house.hear("", kind="start", token="tok")
    assert texts[0] == "Willkommen bei Sonnweg."
    assert [row["customer_id"] for row in await house.rows(addresses)] == ["ada-known"]
    assert len(await house.rows(customers)) == 1


async def test_a_stranger_who_follows_his_link_is_merged(house: House) -> None:
    """He had written before: his address moves to the known customer, what he had begun ends."""
    await invite(house, "nps")
    await house.hear("", kind="start")
    texts = await house.hear("", kind="start", token="tok")
    assert "empfiehlst du Sonnweg" in texts[0]
    assert [row["customer_id"] for row in await house.rows(addresses)] == ["ada-known"]
    assert sorted((row["flow"], row["state"]) for row in await house.rows(sessions)) == [
        ("nps", "asking"),
        ("welcome", "ended"),
    ]


async def test_a_link_starts_its_flow_once(house: House) -> None:
    """Tapped again it only says that all is well."""
    await invite(house)
    await house.hear("", kind="start", token="tok")
    again = await house.hear("", kind="start", token="tok")
    assert len(again) == 1
    assert len(await house.rows(sessions)) == 1


async def test_a_link_passed_on_binds_nobody_else(house: House) -> None:
    """A used link in other hands is a plain hello: the stranger stays a stranger."""
    await invite(house)
    await house.hear("", "ada", kind="start", token="tok")
    await house.hear("", "eve", kind="start", token="tok")
    bound = {row["platform_id"]: row["customer_id"] for row in await house.rows(addresses)}
    assert bound["ada"] == "ada-known"
    assert bound["eve"] != "ada-known"


async def test_a_link_nobody_made_is_a_plain_hello(house: House) -> None:
    """An invented token starts the welcome like none at all."""
    assert (await house.hear("", kind="start", token="invented"))[0] == "Welcome to Sonnweg."
