"""Customers in Slack, from a signed event to the answered question, over real HTTP against the stand-in."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

import anyio
import httpx
import pytest
from sqlalchemy import func, select

from app.demo.company import trip
from app.demo.world import World
from app.slack_socket import take
from bots.slack_socket import Envelope
from storage.inbox import inbox
from tests.e2e.conftest import OpenWorld

pytestmark = pytest.mark.anyio
PATIENCE_S = 20.0


@dataclass
class Colleague:
    """Somebody in the workspace, played through the stand-in's control door."""

    client: httpx.AsyncClient
    user: str
    conversation: str

    async def write(self, text: str, **more: Any) -> None:
        """Send a direct message to the app."""
        body = {"text": text, **more}
        (await self.client.post(f"/sandbox/slack/people/{self.user}/messages", json=body)).raise_for_status()

    async def click(self, label: str, ts: str = "") -> None:
        """Click the newest button with this label, or the App Home's (ts = "home")."""
        shown = await self.room()
        posts = [] if ts == "home" else [post for post in reversed(shown["posts"]) if ts in ("", post["ts"])]
        places = [(post["ts"], post["blocks"]) for post in posts] or [("", shown["home"].get("blocks", []))]
        for where, blocks in places:
            for button in (each for block in blocks if block["type"] == "actions" for each in block["elements"]):
                if button["text"]["text"] == label:
                    body = {"channel": self.conversation, "ts": where, "action_id": button["action_id"]}
                    (await self.client.post("/sandbox/slack/clicks", json=body)).raise_for_status()
                    return
        raise AssertionError(f"no button {label}")

    async def open_home(self) -> None:
        """Open the App Home."""
        (await self.client.post(f"/sandbox/slack/people/{self.user}/home")).raise_for_status()

    async def room(self) -> dict[str, Any]:
        """The direct conversation as it stands."""
        channels = (await self.client.get("/sandbox/slack/channels")).json()["channels"]
        room: dict[str, Any] = next(channel for channel in channels if channel["id"] == self.conversation)
        return room

    async def sees(self, fragment: str, times: int = 1) -> dict[str, Any]:
        """Wait until the app has said this so often; the newest such message."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                posts = [post for post in (await self.room())["posts"] if not post["by"]]
                found = [post for post in posts if fragment.lower() in str(post["blocks"]).lower()]
                if len(found) >= times:
                    newest: dict[str, Any] = found[-1]
                    return newest
                await asyncio.sleep(0.02)


async def colleague(world: World, name: str = "anna") -> Colleague:
    """Somebody who has not written yet."""
    found = (await world.desk.post("/sandbox/slack/people", json={"name": name})).json()
    return Colleague(world.desk, found["user"], found["channel"])


async def asked(world: World, flow: str = "post_trip_nps") -> Colleague:
    """A booked customer who has come by his personal link."""
    await world.company.put_customer("K-1", first_name="Anna", language="en")
    await world.company.record(
        "booked", "K-1", purchase=trip("SW-1", "Kreta", "Europe/Athens", world.now(), world.now())
    )
    link = await world.company.make_link("K-1", flow, "SW-1")
    anna = await colleague(world)
    await anna.write(f"start {link['token']}")
    return anna


def buttons(post: dict[str, Any]) -> list[str]:
    """The labels below a message."""
    return [
        each["text"]["text"] for block in post["blocks"] if block["type"] == "actions" for each in block["elements"]
    ]


async def test_a_whole_conversation_by_clicks_and_words(world_of: OpenWorld) -> None:
    """Link, eleven buttons, a click that takes them away, a comment, thanks; a second click on nothing is 404."""
    async with world_of("webhook") as world:
        anna = await asked(world)
        question = await anna.sees("10")
        assert buttons(question) == [str(score) for score in range(11)]
        await anna.click("9")
        await world.settle()
        posts = (await anna.room())["posts"]
        assert buttons(next(post for post in posts if post["ts"] == question["ts"])) == []
        said = len(posts)
        await anna.write("The sea & the <!channel> food")
        await world.settle()
        heard = (await anna.room())["posts"][said + 1 :]
        assert heard
        assert "<!channel>" not in str(heard)


async def test_a_typed_answer_takes_the_buttons_away(world_of: OpenWorld) -> None:
    """Answered by typing: the next message goes out, and the question above loses its buttons."""
    async with world_of("webhook") as world:
        anna = await asked(world)
        question = await anna.sees("10")
        await anna.write("9")
        await world.settle()
        async with asyncio.timeout(PATIENCE_S):
            while buttons(next(post for post in (await anna.room())["posts"] if post["ts"] == question["ts"])):
                await asyncio.sleep(0.02)


async def test_the_open_question_stands_on_the_app_home_and_can_be_answered_there(world_of: OpenWorld) -> None:
    """Home shows nothing, then the question; a click there answers it."""
    async with world_of("webhook") as world:
        anna = await asked(world)
        await anna.sees("10")
        await anna.open_home()
        async with asyncio.timeout(PATIENCE_S):
            while "answer_" not in str((await anna.room())["home"]):
                await asyncio.sleep(0.02)
        said = len((await anna.room())["posts"])
        await anna.click("3", ts="home")
        await world.settle()
        assert len((await anna.room())["posts"]) > said
        ben = await colleague(world, "ben")
        await ben.open_home()
        async with asyncio.timeout(PATIENCE_S):
            while "gerade ist nichts offen" not in str((await ben.room())["home"]).lower():
                await asyncio.sleep(0.02)


async def test_slack_hears_within_three_seconds_while_turns_are_slow(
    world_of: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred messages arrive while no turn is taken: each is stored and answered in time, none twice."""
    asleep = asyncio.Event()

    async def slow(*_args: object, **_more: object) -> int:
        await asleep.wait()
        return 0

    monkeypatch.setattr("app.stages.take_turns", slow)
    async with world_of("webhook") as world:
        people = [await colleague(world, f"p{number}") for number in range(10)]
        longest = 0.0

        async def write(one: Colleague) -> None:
            nonlocal longest
            for number in range(10):
                began = time.monotonic()
                await one.write(f"message {number}")
                longest = max(longest, time.monotonic() - began)

        async with anyio.create_task_group() as group:
            for one in people:
                group.start_soon(write, one)
        metrics = (await world.company.client.get("/metrics")).text
        asleep.set()
        assert 'echoloop_accepted_total{channel="slack",new="true"} 100.0' in metrics
        assert longest < 3.0


async def test_a_challenge_is_answered_only_where_slack_signed_it(world_of: OpenWorld) -> None:
    """The URL can be entered in Slack's settings; an unsigned event is 401."""
    async with world_of("webhook") as world, httpx.AsyncClient(base_url=world.product_url) as web:
        assert (await web.post("/webhooks/slack/events", json={"type": "url_verification"})).status_code == 401


async def test_an_envelope_that_comes_again_is_the_same_message(world_of: OpenWorld) -> None:
    """Over the socket as over HTTP: five deliveries of one event_id have one effect."""
    async with world_of("webhook") as world:
        said = {"type": "message", "channel": "D1", "channel_type": "im", "user": "UZOE", "ts": "1800000000.000100"}
        event = {"type": "event_callback", "event_id": "Ev77", "event": said | {"text": "hello"}}
        envelope = Envelope("events", json.dumps(event).encode(), "application/json")
        for _ in range(5):
            assert (await take(world.house, envelope)).answer == ""
        heard = await world.house.store.read(
            lambda tx: tx.execute(select(func.count()).where(inbox.c.sender == "UZOE")).scalar_one()
        )
        assert heard == 1
