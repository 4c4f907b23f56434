"""Slack by socket mode: nobody can call the product, which opens a WebSocket to Slack's stand-in.

`echoloop serve` is one process, the stand-in another.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from tests.e2e.served_product import free_port, product
from tests.e2e.test_signed_elsewhere import PATIENCE_S, Phones

pytestmark = pytest.mark.anyio


@pytest.fixture
async def phones(tmp_path: Path) -> AsyncIterator[Phones]:
    """The stand-in knows no address of the product's; the product has no signing secret."""
    app = stand_ins(telegram_token="4711:x", slack_token="xoxb-x", slack_app_token="xapp-x")
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as web:
        more = {
            "CHANNELS__SLACK__BOT_TOKEN": "xoxb-x",
            "CHANNELS__SLACK__APP_TOKEN": "xapp-x",
            "CHANNELS__SLACK__MODE": "socket",
            "CHANNELS__SLACK__API_URL": f"{url}/api/",
            "CHANNELS__SLACK__CUSTOMERS": "true",
        }
        async with product(tmp_path, url, free_port(), more):
            phones = Phones(web)
            await lines(phones, 1)
            yield phones


async def lines(phones: Phones, count: int) -> None:
    """Wait until so many connections stand."""
    async with asyncio.timeout(PATIENCE_S):
        while (await phones.web.get("/sandbox/slack/sockets")).json()["lines"] != count:
            await asyncio.sleep(0.05)


async def test_a_conversation_goes_over_the_socket(phones: Phones) -> None:
    """A message, a click, and what the desk types after the slash, whose answer comes back in the acknowledgement."""
    person = await phones.act("slack/people", name="anna")
    await phones.act(f"slack/people/{person['user']}/messages", text="start")
    asked = await phones.slack(person["user"], 2)
    [row] = [block for block in asked["blocks"] if block["type"] == "actions"]
    click = {"channel": person["channel"], "ts": asked["ts"], "action_id": row["elements"][0]["action_id"]}
    await phones.act("slack/clicks", **click)
    assert (await phones.slack(person["user"], 3))["text"]
    assert (await phones.act("slack/commands", text="mine", user="kim"))["text"]


async def test_a_modal_is_opened_refused_and_taken_over_the_socket(phones: Phones) -> None:
    """`/echoloop new` opens it, what is wrong with it comes back in the acknowledgement, and then the card is there."""
    await phones.act("slack/commands", text="new", user="kim")
    [modal] = (await phones.web.get("/sandbox/slack/channels")).json()["modals"]
    path, empty = f"slack/modals/{modal['view_id']}", {"customer": " ", "text": " "}
    assert (await phones.act(path, values=empty))["errors"]
    filled = {"customer": "Anna Berg", "text": "The strap of the bag broke"}
    assert not (await phones.act(path, values=filled))["errors"]
    async with asyncio.timeout(PATIENCE_S):
        while not await cards(phones):
            await asyncio.sleep(0.05)
    assert (await phones.web.post(f"/sandbox/{path}", json={"values": filled})).status_code == 404, "it has closed"
    assert len(await cards(phones)) == 1


async def cards(phones: Phones) -> list[str]:
    """The cases on the desk."""
    channels = (await phones.web.get("/sandbox/slack/channels")).json()["channels"]
    return [post["text"] for channel in channels for post in channel["posts"] if post["text"].startswith("C-")]


async def test_it_follows_slack_to_a_new_connection_and_finds_back_after_a_cut(phones: Phones) -> None:
    """Slack asks apps to connect anew every few hours, and lines break: what is written afterwards is answered."""
    person = await phones.act("slack/people", name="bela")
    await phones.act("slack/sockets", refresh=True)
    await lines(phones, 1)
    await phones.act(f"slack/people/{person['user']}/messages", text="start")
    await phones.slack(person["user"], 2)
    await phones.act("slack/sockets", drop=True)
    await lines(phones, 1)
    await phones.act(f"slack/people/{person['user']}/messages", text="help")
    assert (await phones.slack(person["user"], 3))["text"]


async def test_nobody_can_knock_at_the_door_instead(phones: Phones, tmp_path: Path) -> None:
    """Without a signing secret the HTTP doors believe nobody, even while the socket is open."""
    del phones
    config = "http://127.0.0.1:%d/webhooks/slack/events"
    port = free_port()
    more = {"CHANNELS__SLACK__BOT_TOKEN": "xoxb-x", "CHANNELS__SLACK__CUSTOMERS": "true"}
    folder = tmp_path / "other"
    folder.mkdir()
    async with product(folder, "http://127.0.0.1:9", port, more), httpx.AsyncClient(trust_env=False) as web:
        assert (await web.post(config % port, json={"type": "event_callback"})).status_code == 401
