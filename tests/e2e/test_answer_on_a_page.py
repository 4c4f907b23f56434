"""Somebody who is known by a personal page alone, over real HTTP: the team answers, he reads and writes back."""

from __future__ import annotations

import httpx
import pytest

from app.demo.desk import DeskScreen
from tests.e2e.conftest import OpenWorld

pytestmark = pytest.mark.anyio
SHOWN = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}  # what a browser says when it shows a page
ANGRY = "Nobody met us at the airport, and we are still waiting for the refund of the boat trip."


async def test_the_answer_waits_on_the_page_and_the_reply_reaches_the_desk(world_of: OpenWorld) -> None:
    """Score and reason, card, answer in Slack, the same link shows it, the desk sees that, his reply arrives."""
    async with world_of("webhook") as world:
        await world.company.put_customer("K-1", first_name="Ada", language="en")
        link = await world.company.make_link("K-1", "post_trip_nps")
        mira = DeskScreen(world.desk, "mira")
        async with httpx.AsyncClient(base_url=world.product_url, follow_redirects=True, headers=SHOWN) as web:
            address = f"/s/{link['token']}"
            page = await web.post(address, data={"score": "2", "comment": ANGRY})
            assert "will answer you here" in page.text
            assert "Our team&#39;s answer will stand on this page" in page.text

            await world.settle()
            await mira.shows("C-1", on_card="persönliche Seite")
            await mira.write("C-1", "case_answer", text="I am so sorry, Ada. The 85 EUR go out today. Mira")
            assert "ohne Zustellung" in await mira.reads("C-1", "85 EUR go out today")
            await world.settle()
            await mira.shows("C-1", on_card="Noch nicht geöffnet")

            page = await web.get(address)
            assert "Our team has answered you" in page.text
            assert "The 85 EUR go out today. Mira" in page.text
            assert page.headers["cache-control"] == "no-store"
            await mira.shows("C-1", on_card="seit der letzten Antwort geöffnet")

            page = await web.post(f"{address}/reply", data={"text": "Thank you, Mira. And the boat?"})
            assert "Thank you, Mira. And the boat?" in page.text
            await mira.reads("C-1", "And the boat?")
        cases = await world.company.read("cases")
        assert [(one["number"], one["state"]) for one in cases] == [("C-1", "claimed")]
