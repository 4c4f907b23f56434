"""STOP, START and blocking: one confirmation, nothing after it, and no consent that was not given anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bots.outcome import RetryLater
from conversation.reading import Reading
from storage.contacts import contacts
from storage.customers import addresses, consents
from storage.outbox import outbox
from storage.responses import responses
from storage.sessions import sessions
from tests.usecases.house import House

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]


async def standing(house: House, purpose: str) -> bool:
    """The latest word of the ledger."""
    lines = [row for row in await house.rows(consents) if row["purpose"] == purpose]
    return bool(lines) and bool(max(lines, key=lambda row: (row["at"], row["id"]))["granted"])


@pytest.mark.parametrize("word", ["STOP", "Stopp!", "abmelden", "stop, danke"])
async def test_a_stop_is_confirmed_exactly_once(house: House, word: str) -> None:
    """Consent to surveys and marketing is withdrawn, the address closes, and a second STOP hears nothing."""
    await house.ask("nps")
    house.pass_time(seconds=1)
    confirmed = await house.hear(word)
    assert len(confirmed) == 1
    assert "START" in confirmed[0]
    assert not await standing(house, "survey")
    assert not await standing(house, "marketing")
    assert [row["state"] for row in await house.rows(addresses)] == ["stopped"]
    assert {row["flow"]: row["state"] for row in await house.rows(responses)}["nps"] == "stopped"
    assert await house.hear(word) == []
    assert await house.hear("something else") == []


async def test_a_keyword_the_platform_has_answered_is_not_answered_twice(house: House) -> None:
    """The address stops, opens and helps all the same; the platform's own words were the only ones."""
    await house.ask("nps")
    assert await house.hear("HELP", already_answered=True) == []
    assert await house.hear("STOP", already_answered=True) == []
    assert [row["state"] for row in await house.rows(addresses)] == ["stopped"]
    assert await house.hear("START", already_answered=True) == []
    assert [row["state"] for row in await house.rows(addresses)] == ["open"]


async def test_what_still_waits_when_he_stops_is_not_sent(house: House) -> None:
    """A message that could not be delivered before the STOP is refused, the confirmation leaves."""
    await house.hear("", kind="start")
    house.bot.outcomes = [RetryLater("down", 3600)]
    await house.hear("gladly")
    assert len(await house.hear("STOP")) == 1
    house.pass_time(hours=2)
    await house.deliver()
    assert [row["outcome"] for row in await house.rows(outbox) if row["state"] == "refused"] == ["stopped"]
    assert "START" in house.texts()[-1]


async def test_planned_contacts_stay_for_the_gate_to_refuse(house: House) -> None:
    """A STOP deletes no plan: the gate names the rule, so that "why" can."""
    await house.ask("nps")
    [address] = await house.rows(addresses)
    plan = {
        "id": "plan", "customer_id": address["customer_id"], "journey": "trip", "contact": "post_trip", "flow": "nps",
        "purpose": "survey", "due_at": house.now + timedelta(days=1), "planned_for": house.now, "created_at": house.now,
    }  # fmt: skip
    await house.store.run(lambda tx: tx.execute(contacts.insert(), plan))
    await house.hear("STOP")
    assert [row["state"] for row in await house.rows(contacts)] == ["planned"]


async def test_start_opens_the_address_and_grants_nothing(house: House) -> None:
    """START after STOP: he is heard again, consent must be given anew."""
    await house.ask("nps")
    await house.hear("STOP")
    assert len(await house.hear("START")) == 1
    assert [row["state"] for row in await house.rows(addresses)] == ["open"]
    assert not await standing(house, "survey")
    assert len(await house.hear("help")) == 1


async def test_a_sure_reading_stops_the_surveys_but_not_the_address(house: House) -> None:
    """ "Leave me alone" in his own words withdraws consent; questions may still be asked by him."""
    house.reader.readings["leave me alone with this"] = Reading(kind="opt_out", kind_confidence=0.97, model="given")
    await house.ask("nps")
    house.pass_time(seconds=1)
    assert len(await house.hear("leave me alone with this")) == 1
    assert not await standing(house, "survey")
    assert [row["state"] for row in await house.rows(addresses)] == ["open"]


async def test_blocking_closes_this_address_only(house: House) -> None:
    """Blocked by the customer: nothing is sent there, no consent is withdrawn; unblocking opens it."""
    await house.ask("nps")
    assert await house.hear("", kind="blocked") == []
    assert [row["state"] for row in await house.rows(addresses)] == ["blocked"]
    assert await standing(house, "survey")
    await house.hear("", kind="unblocked")
    assert [row["state"] for row in await house.rows(addresses)] == ["open"]
    assert len(await house.rows(sessions)) == 2


async def test_who_asks_again_is_not_written_to_again_and_the_scope_is_a_tap_away(house: House) -> None:
    """One confirmation with the question how far it reaches; a tap on "not at all" closes the address."""
    await house.ask("nps")
    house.pass_time(minutes=1)
    (said,) = await house.hear("please stop texting me")
    assert said.startswith("Understood, we will not ask")
    labels = [choice.label for choice in house.bot.prompts[-1].choices]
    assert labels == ["Not at all", "Only what matters"]
    house.pass_time(minutes=1)
    assert await house.hear("leave me alone") == []
    assert await house.hear("", kind="button", button="scope:some") == []
    assert len(await house.hear("", kind="button", button="scope:all")) == 1
    assert [row["state"] for row in await house.rows(addresses)] == ["stopped"]
    assert await house.hear("leave me alone!") == []
