"""Whole conversations over real HTTP on every channel: booking, link, consent, survey, case, answer, STOP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.demo.opening import SECRET, Mode
from app.demo.phone import new_phone
from app.demo.tour import Tour
from app.demo.world import World
from storage.customers import addresses_of, customers, latest_consents
from storage.transactions import Transaction
from tests.e2e.conftest import OpenWorld

RIGHT = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_the_main_job_is_held_whole(world_of: OpenWorld, mode: Mode) -> None:
    """Everything the demo promises happens, whichever way Telegram's updates come."""
    async with world_of(mode) as world:
        tour = Tour(world, say=lambda _line: None)
        await tour.run()
        responses = await world.company.read("responses", flow="post_trip_nps")
        given = {one["customer"]: {a["step"]: a["value"] for a in one["answers"]} for one in responses}
        assert given["K-1001"]["recommend"] == 10
        assert given["K-1002"]["recommend"] == 2
        assert {one["state"] for one in responses} == {"completed"}
        cases = await world.company.read("cases")
        assert [(one["number"], one["state"], one["customer"]) for one in cases] == [(tour.case, "resolved", "K-1002")]
        assert given["K-1004"] == {
            "recommend": 8,
            "what_missing": "Mehr Ausflüge für die Kinder. Sonst war alles bestens.",
        }
        assert given["K-1006"]["recommend"] == 10
        score = await world.company.score("nps")
        assert score["n"] == 4
        await channels_kept_their_rules(world)


async def channels_kept_their_rules(world: World) -> None:
    """STOP by SMS closed the address and took the consent; the reminder on WhatsApp left as its template alone."""

    def jonas(tx: Transaction) -> tuple[str, dict[str, bool]]:
        [address] = [row for rows in addresses_of(tx, known(tx)).values() for row in rows if row.channel == "sms"]
        return address.state, latest_consents(tx, [address.customer_id])[address.customer_id]

    state, consents = await world.house.store.read(jonas)
    assert (state, consents["survey"]) == ("stopped", False)
    reminder = next(
        each.content_sid
        for each in world.house.settings.channels.twilio.whatsapp.templates
        if (each.flow, each.language) == ("balance_reminder", "en")
    )
    calls = (await world.phones.get("/sandbox/twilio/calls")).json()
    [opened] = [call for call in calls if call.get("ContentSid") == reminder]
    assert opened.keys() & {"Body", "ContentVariables"} == {"ContentVariables"}


def known(tx: Transaction) -> list[str]:
    """Everybody's id."""
    return list(tx.execute(select(customers.c.id)).scalars())


@pytest.mark.anyio
async def test_two_messages_at_once_are_taken_in_order(world_of: OpenWorld) -> None:
    """Score and reason come in one breath: the score answers the first question, the reason the second."""
    async with world_of("webhook") as world:
        await world.company.put_customer("K-1", first_name="Ada", language="en")
        link = await world.company.make_link("K-1", "post_trip_nps")
        phone = await new_phone(world.phones, 77, "Ada", "en")
        await phone.open(link["token"])
        await phone.hears("recommend")
        bodies = [update(number, text) for number, text in ((900, "9"), (901, "The guide was wonderful"))]
        async with httpx.AsyncClient(base_url=world.product_url) as web:
            for body in bodies:  # accepted in this order; nobody waits for the first one's turn
                assert (await web.post("/webhooks/telegram", json=body, headers=RIGHT)).status_code == 200
        await phone.hears("Thank you for taking")
        (response,) = await world.company.read("responses")
        given = {one["step"]: one["value"] for one in response["answers"]}
        assert given == {"recommend": 9, "what_best": "The guide was wonderful"}
        assert response["state"] == "completed"


def update(number: int, text: str) -> dict[str, Any]:
    """Ada's message as Telegram posts it, numbered far above the sandbox's own."""
    ada = {"id": 77, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    chat = {"id": 77, "type": "private", "first_name": "Ada"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": ada, "text": text}
    return {"update_id": 9_000_000_000 + number, "message": message}
