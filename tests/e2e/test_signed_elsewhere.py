"""Whole conversations by SMS, WhatsApp and Slack: `echoloop serve` is one process, and what signs is another.

Every form and event is signed by the official SDKs' own code in the stand-ins, which meet the product over HTTP
alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from sandbox.twilio_account import quick_reply_sid
from tests.e2e.served_product import free_port, product

pytestmark = pytest.mark.anyio
PATIENCE_S = 30.0
SID, TOKEN, SECRET, NUMBER = "AC00000000000000000000000000000007", "twilio-token", "slack-secret", "+4915000000000"


@dataclass
class Phones:
    """The customers' side."""

    web: httpx.AsyncClient

    async def act(self, path: str, **body: Any) -> Any:
        """One action at a control door."""
        answer = await self.web.post(f"/sandbox/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def twilio(self, number: str, count: int) -> dict[str, Any]:
        """Wait until the company has said so many things to a number; the last of them."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                phones = (await self.web.get("/sandbox/twilio/phones")).json()["phones"]
                bubbles = [each for phone in phones if phone["number"] == number for each in phone["messages"]]
                said: list[dict[str, Any]] = [each for each in bubbles if each["by"] == "company"]
                if len(said) >= count:
                    return said[count - 1]
                await asyncio.sleep(0.05)

    async def slack(self, user: str, count: int) -> dict[str, Any]:
        """Wait until the app has said so many things to somebody; the last of them."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                channels = (await self.web.get("/sandbox/slack/channels")).json()["channels"]
                posts = [post for room in channels if room["user"] == user for post in room["posts"]]
                said: list[dict[str, Any]] = [post | {"room": posts} for post in posts if not post["by"]]
                if len(said) >= count:
                    return said[count - 1]
                await asyncio.sleep(0.05)


@pytest.fixture
async def phones(tmp_path: Path) -> AsyncIterator[Phones]:
    """Stand-ins here, the product in a process of its own."""
    port = free_port()
    app = stand_ins(
        telegram_token="4711:x",
        slack_token="xoxb-x",
        slack_secret=SECRET,
        slack_events_url=f"http://127.0.0.1:{port}/webhooks/slack/events",
        slack_interactions_url=f"http://127.0.0.1:{port}/webhooks/slack/interactions",
        twilio_sid=SID,
        twilio_token=TOKEN,
        twilio_messages_url=f"http://127.0.0.1:{port}/webhooks/twilio/messages",
    )
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as web:
        more = {
            "CHANNELS__SLACK__BOT_TOKEN": "xoxb-x",
            "CHANNELS__SLACK__SIGNING_SECRET": SECRET,
            "CHANNELS__SLACK__API_URL": f"{url}/api/",
            "CHANNELS__SLACK__CUSTOMERS": "true",
            "CHANNELS__TWILIO__ACCOUNT_SID": SID,
            "CHANNELS__TWILIO__AUTH_TOKEN": TOKEN,
            "CHANNELS__TWILIO__API_URL": url,
            "CHANNELS__TWILIO__SMS__SENDERS": f'{{"*": "{NUMBER}"}}',
            "CHANNELS__TWILIO__SMS__PER_SECOND": "1000",
            "CHANNELS__TWILIO__WHATSAPP__SENDER": NUMBER,
            "CHANNELS__TWILIO__WHATSAPP__QUICK_REPLIES": f'{{"2": "{quick_reply_sid(2)}"}}',
        }
        async with product(tmp_path, url, port, more):
            yield Phones(web)


async def test_by_sms(phones: Phones) -> None:
    """START, greeting and consent typed, thanks; STOP is Twilio's to answer, and nothing follows it."""
    number = "+4915555000021"
    path = f"twilio/phones/{quote(number, safe='')}/messages"
    await phones.act(path, text="START")
    asked = await phones.twilio(number, 2)
    assert "Antworte mit" in asked["text"] or "Antworten Sie mit" in asked["text"]
    await phones.act(path, text="ja, gern")
    await phones.twilio(number, 3)
    await phones.act(path, text="STOP")
    await phones.act(path, text="HELP")  # answered by Twilio alone, and after the STOP was worked through
    async with asyncio.timeout(PATIENCE_S):
        while True:
            said = (await phones.web.get("/sandbox/twilio/phones")).json()["phones"][0]["messages"]
            if [each["by"] for each in said].count("twilio") == 2:
                break
            await asyncio.sleep(0.05)
    assert [each["by"] for each in said].count("company") == 3


async def test_on_whatsapp(phones: Phones) -> None:
    """START, consent by a tap on a quick reply, and the flow goes on."""
    number = "whatsapp:+4915555000022"
    path = f"twilio/phones/{quote(number, safe='')}"
    await phones.act(f"{path}/messages", text="START")
    asked = await phones.twilio(number, 2)
    assert len(asked["buttons"]) == 2
    await phones.act(f"{path}/taps", sid=asked["sid"], id=asked["buttons"][0]["id"])
    assert (await phones.twilio(number, 3))["text"]


async def test_in_slack(phones: Phones) -> None:
    """A signed event, a signed click, and the buttons are gone from what was answered."""
    person = await phones.act("slack/people", name="anna")
    await phones.act(f"slack/people/{person['user']}/messages", text="start")
    asked = await phones.slack(person["user"], 2)
    [row] = [block for block in asked["blocks"] if block["type"] == "actions"]
    click = {"channel": person["channel"], "ts": asked["ts"], "action_id": row["elements"][0]["action_id"]}
    await phones.act("slack/clicks", **click)
    assert (await phones.slack(person["user"], 3))["text"]
