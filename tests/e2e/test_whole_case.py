"""A whole case over real HTTP: card, two claims at once, note, answer, photo, call back, recovery, reopen."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from app.demo.desk import DeskScreen
from app.demo.phone import Phone, new_phone
from app.demo.world import World
from tests.e2e.conftest import OpenWorld

pytestmark = pytest.mark.anyio
ANGRY = "Nobody met us at the airport, and we are still waiting for the refund of the boat trip."


async def unhappy(world: World) -> tuple[Phone, str]:
    """Ada is asked, gives a 2 and says why; returns her phone and the case's number."""
    await world.company.put_customer("K-1", first_name="Ada", last_name="Lovelace", language="en")
    link = await world.company.make_link("K-1", "post_trip_nps")
    ada = await new_phone(world.phones, 77, "Ada", "en")
    await ada.open(link["token"])
    await ada.hears("recommend")
    await ada.say("2")
    await ada.hears("went wrong")
    await ada.say(ANGRY)
    said = await ada.hears("Your case")
    await ada.hears("We read every answer")  # the last word comes at Telegram's pace
    return ada, "C-" + said.rpartition("C-")[2].split()[0].strip(".")


async def test_a_case_from_the_first_word_to_the_recovery(world_of: OpenWorld) -> None:
    """Nothing leaks, nothing doubles, both sides read what is meant for them, and "not solved" opens the same case."""
    async with world_of("webhook") as world:
        ada, case = await unhappy(world)
        mira, kim, lea = (DeskScreen(world.desk, who) for who in ("mira", "kim", "lea"))
        card = await mira.shows(case)
        assert "NPS 2/10" in card["text"]
        assert "Lovelace" not in str(card["blocks"])

        seen = [(mira, card), (kim, await kim.shows(case))]  # both look before either clicks: then the button is gone
        await asyncio.gather(*(who.click_on(shown, "case_claim") for who, shown in seen))
        owned = await mira.shows(case, "in Arbeit")
        winner, loser = ("mira", "kim") if "bei mira" in str(owned["blocks"]) else ("kim", "mira")
        board = (await world.desk.get("/sandbox/slack/channels")).json()
        told = [post for channel in board["channels"] for post in channel["posts"] if post["only_for"]]
        assert [(post["only_for"], winner in post["text"]) for post in told] == [(f"U{loser.upper()}", True)]

        await mira.write_below(case, "Internal: offer her the full refund, she was loud on the phone")
        assert await ada.quiet(1.0), "a thread's note must not reach the customer"

        await mira.write(case, "case_answer", text="I am so sorry, Ada. The 85 EUR go out today. Mira")
        await ada.hears("85 EUR go out today")
        await ada.send_photo("Thanks. Here is the voucher we never got.")
        await mira.reads(case, "voucher we never got")
        await world.settle()
        await mira.reads(case, ".png")
        assert await ada.quiet(1.0), "the bot is silent while a person is writing"

        wish = world.now() + timedelta(hours=2)
        await mira.choose(case, "call_back", at=str(int(wish.timestamp())))
        await world.move_to(wish + timedelta(minutes=1))
        await mira.reads(case, "zurückrufen")

        await mira.choose(case, "assign", to="lea")
        await mira.reads(case, "an lea weitergegeben")
        await lea.choose(case, "gesture", gesture="voucher")
        await mira.reads(case, "Gutschein")

        await lea.write(case, "case_resolve", outcome="compensated", cause="refund", note="85 EUR and a voucher")
        await mira.shows(case, "erledigt")

        await world.move_to(world.now() + timedelta(days=1, hours=20))
        await ada.hears("really solved")
        await ada.tap("Not yet")
        await ada.hears("still missing")
        await ada.say("The money has not arrived")
        assert case in await ada.hears("is open again")
        await mira.reads(case, "noch nicht gelöst")
        await mira.reads(case, "The money has not arrived")

        await lea.write(case, "case_resolve", outcome="solved", cause="refund")
        await world.move_to(world.now() + timedelta(days=1, hours=20))
        await ada.hears("really solved")
        await ada.tap("It is solved")
        await ada.hears("glad")
        await mira.reads(case, "Es ist gelöst")

        print("\n--- Ada's phone")  # noqa: T201
        for bubble in await ada.bubbles():
            print(f"{bubble['by']:>9}: {bubble['text']}")  # noqa: T201
        print(f"--- the desk, thread of {case}")  # noqa: T201
        for line in await mira.thread(case):
            print(f"           {line}")  # noqa: T201
        cases = await world.company.read("cases")
        assert [(one["number"], one["state"]) for one in cases] == [(case, "resolved")]
