"""Starting flows: where a customer is reached, once at a time, with his trip's facts."""

from __future__ import annotations

import pytest

from bots.outcome import RetryLater
from storage.contacts import contacts
from storage.customers import addresses
from storage.outbox import outbox
from storage.responses import responses
from storage.sessions import sessions
from tests.usecases.house import House
from usecases.ask_gate import ask_gate
from usecases.deliver import Sending
from usecases.open_contacts import open_contacts
from usecases.start_flow import NotOpened, Opened, start_flow

pytestmark = pytest.mark.anyio


async def start(house: House, customer_id: str, flow: str = "nps") -> Opened | NotOpened:
    """Start a flow with a customer."""
    return await start_flow(house.store, customer_id, flow, bundles=house.bundles, new_id=house.new_id, now=house.now)


async def ada(house: House) -> str:
    """A customer without an open conversation."""
    await house.hear("", kind="start")
    await house.hear("gladly")
    return str((await house.rows(addresses))[0]["customer_id"])


async def test_what_cannot_start_says_why(house: House) -> None:
    """No such customer, no such flow, a conversation that is going on, a closed address: values, not exceptions."""
    customer_id = await ada(house)
    assert await start(house, "nobody") == NotOpened("no customer")
    assert await start(house, customer_id, "no_such_flow") == NotOpened("no flow")
    assert isinstance(await start(house, customer_id), Opened)
    assert await start(house, customer_id) == NotOpened("asking")
    await house.hear("STOP")
    assert await start(house, customer_id) == NotOpened("no address")


async def test_a_question_nobody_answers_gives_way_after_a_day(house: House) -> None:
    """A silent welcome must not keep the travel documents from anybody: after 24 h the new conversation begins."""
    customer_id = await ada(house)
    first = await start(house, customer_id)
    assert isinstance(first, Opened)
    house.pass_time(minutes=24 * 60 - 1)
    assert await start(house, customer_id) == NotOpened("asking")
    house.pass_time(minutes=1)
    second = await start(house, customer_id)
    assert isinstance(second, Opened)
    states = {row["id"]: row["state"] for row in await house.rows(sessions)}
    assert (states[first.session_id], states[second.session_id]) == ("ended", "asking")


async def test_a_due_contact_passes_the_gate_twice_and_arrives_once(house: House) -> None:
    """Opened, put off by the platform, asked at the gate again at delivery, and then sent."""
    customer_id = await ada(house)
    plan = {
        "id": "c1", "customer_id": customer_id, "journey": "trip", "contact": "post_trip", "flow": "nps",
        "purpose": "survey", "touchpoint": "trip", "due_at": house.now, "planned_for": house.now,
        "created_at": house.now,
    }  # fmt: skip
    await house.store.run(lambda tx: tx.execute(contacts.insert(), plan))
    assert await open_contacts(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now) == 1
    house.bot.outcomes = [RetryLater("429", 60)]
    before = len(house.texts())
    await house.deliver(Sending(gate=ask_gate))
    house.pass_time(minutes=1)
    await house.deliver(Sending(gate=ask_gate))
    assert len(house.texts()) == before + 1
    assert [row["state"] for row in await house.rows(contacts)] == ["opened"]
    nps = next(row for row in await house.rows(responses) if row["flow"] == "nps")
    assert (nps["contact_id"], nps["touchpoint"]) == ("c1", "trip")


async def test_a_withdrawal_between_opening_and_delivery_counts(house: House) -> None:
    """The gate's word at delivery is law: consent withdrawn meanwhile keeps the message in the house."""
    customer_id = await ada(house)
    plan = {
        "id": "c1", "customer_id": customer_id, "journey": "trip", "contact": "post_trip", "flow": "nps",
        "purpose": "survey", "due_at": house.now, "planned_for": house.now, "created_at": house.now,
    }  # fmt: skip
    await house.store.run(lambda tx: tx.execute(contacts.insert(), plan))
    await open_contacts(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now)
    house.pass_time(seconds=1)
    await house.receive(house.says("STOP"))
    await house.turns()
    await house.deliver(Sending(gate=ask_gate))
    assert "recommend" not in house.texts()[-1]
    refused = [row for row in await house.rows(outbox) if row["contact_id"] == "c1"]
    assert [row["state"] for row in refused] == ["refused"]
