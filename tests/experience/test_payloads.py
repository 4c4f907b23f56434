"""Every payload that leaves by every channel for every shipped text, against the platforms' published limits.

The bots send to the stand-ins over real HTTP, so what is measured is what would reach the platform. The numbers stand
here as the platforms publish them, not as our own code has them.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from authoring.experience import Experience
from bots.occasion import Occasion
from bots.outcome import Sent
from bots.pace import Pace
from bots.slack import SlackBot
from bots.telegram import TelegramBot
from bots.twilio import TwilioAccount
from bots.twilio_sms import SmsBot, SmsWays
from bots.twilio_whatsapp import WhatsAppBot
from bots.whatsapp_content import ChoiceContents
from conversation.messages import Form, Language, Picture
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from sandbox.twilio_account import list_picker_sid, quick_reply_sid
from tests.experience.test_sms_and_whatsapp import NOW, experience, prompts

__all__ = ["experience"]  # the fixture

pytestmark = pytest.mark.anyio
TOKEN, SECRET, SID, NUMBER = "4711:x", "s", "AC00000000000000000000000000000009", "+4915555000001"
FAST = (100_000, 1.0)
FORMS: list[tuple[Language, Form]] = [("de", "du"), ("de", "sie"), ("en", "du")]


def units(text: str) -> int:
    """UTF-16 units, as messengers count."""
    return len(text.encode("utf-16-le")) // 2


@pytest.fixture
async def web() -> AsyncIterator[httpx.AsyncClient]:
    """The stand-ins, with one customer on each."""
    app = stand_ins(
        telegram_token=TOKEN, slack_token="xoxb-x", slack_secret=SECRET, twilio_sid=SID, twilio_token=SECRET
    )
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        await client.post("/sandbox/telegram/chats/1/open")
        await client.post("/sandbox/slack/people", json={"name": "anna"})
        yield client


async def calls(web: httpx.AsyncClient, platform: str) -> list[dict[str, Any]]:
    """What the bot has called since the last time."""
    found: list[dict[str, Any]] = (await web.get(f"/sandbox/{platform}/calls")).json()
    return found


def pace() -> Pace:
    """No waiting: time is another test's."""
    return Pace(overall=FAST, chat=FAST)


@pytest.mark.parametrize(("language", "form"), FORMS)
async def test_telegram(experience: Experience, web: httpx.AsyncClient, language: Language, form: Form) -> None:
    """4096 units a text, 1024 a caption, 1-64 bytes a payload, 100 buttons, 8 a row."""
    bot = TelegramBot(TOKEN, SECRET, str(web.base_url).rstrip("/"), pace=pace())
    for where, prompt in prompts(experience, language, form):
        for shown in (prompt, replace(prompt, media=Picture("https://example.com/a.jpg"))):
            assert isinstance(await bot.send("1", shown, key=where, now=NOW), Sent), where
        for call in (await calls(web, "telegram"))[-2:]:
            given = call["parameters"]
            assert 0 < units(given.get("text", "")) <= 4096 or 0 < units(given.get("caption", "")) <= 1024, where
            assert "parse_mode" not in given, where
            rows = (given.get("reply_markup") or {}).get("inline_keyboard", [])
            assert all(0 < len(row) <= 8 for row in rows), where
            buttons = [button for row in rows for button in row]
            assert len(buttons) == len(prompt.choices) <= 100, where
            assert all(1 <= len(button["callback_data"].encode()) <= 64 and button["text"] for button in buttons), where
    await bot.close()


@pytest.mark.parametrize(("language", "form"), FORMS)
async def test_slack(experience: Experience, web: httpx.AsyncClient, language: Language, form: Form) -> None:
    """50 blocks, 3000 a section, 25 elements, 75 a label, 2000 a value, unique action ids of 255."""
    bot = SlackBot("xoxb-x", SECRET, f"{str(web.base_url).rstrip('/')}/api/", pace=pace())
    for where, prompt in prompts(experience, language, form):
        assert isinstance(await bot.send("UANNA", prompt, key=where, now=NOW), Sent), where
        call = (await calls(web, "slack"))[-1]["parameters"]
        blocks = call["blocks"] if isinstance(call["blocks"], list) else json.loads(call["blocks"])
        assert 0 < len(blocks) <= 50, where
        assert all(0 < len(block["text"]["text"]) <= 3000 for block in blocks if block["type"] == "section"), where
        rows = [block["elements"] for block in blocks if block["type"] == "actions"]
        assert all(len(row) <= 25 for row in rows), where
        buttons = [button for row in rows for button in row]
        assert len(buttons) == len(prompt.choices), where
        assert all(0 < len(button["text"]["text"]) <= 75 and len(button["value"]) <= 2000 for button in buttons), where
        names = [button["action_id"] for button in buttons]
        assert len(set(names)) == len(names), where
        assert all(len(name) <= 255 for name in names), where


@pytest.mark.parametrize(("language", "form"), FORMS)
async def test_twilio(experience: Experience, web: httpx.AsyncClient, language: Language, form: Form) -> None:
    """1600 a body, 36000 s of validity; a content's text 1024, 20 a quick reply, 24 a list item, 20 its opener."""
    account = TwilioAccount(SID, SECRET, str(web.base_url).rstrip("/"))

    async def recall(_key: str, _now: object) -> Occasion:
        return Occasion(last_inbound_at=NOW - timedelta(minutes=1))

    contents = ChoiceContents(
        quick_replies={count: quick_reply_sid(count) for count in (2, 3)},
        list_pickers={count: list_picker_sid(count) for count in range(2, 11)},
    )
    sms = SmsBot(account, SmsWays(senders={"*": "+4915000000000"}), pace=pace())
    whatsapp = WhatsAppBot(account, "+4915000000000", recall, contents=contents, pace=pace())
    for where, prompt in prompts(experience, language, form):
        for bot in (sms, whatsapp):
            assert isinstance(await bot.send(NUMBER, prompt, key=where, now=NOW), Sent), where
        by_sms, by_whatsapp = (await calls(web, "twilio"))[-2:]
        assert 0 < len(by_sms["Body"]) <= 1600, where
        assert 1 <= int(by_sms["ValidityPeriod"]) <= 36_000, where
        if "ContentSid" not in by_whatsapp:
            assert 0 < len(by_whatsapp["Body"]) <= 1600, where
            continue
        assert "Body" not in by_whatsapp, where
        variables = json.loads(by_whatsapp["ContentVariables"])
        assert 0 < len(variables["1"]) <= 1024, where
        listed = by_whatsapp["ContentSid"] in contents.list_pickers.values()
        words = [variables[str(place)] for place in range(3 if listed else 2, len(variables) + 1, 2)]
        assert len(words) == len(prompt.choices) <= (10 if listed else 3), where
        assert len(set(words)) == len(words), where
        assert all(0 < len(word) <= (24 if listed else 20) for word in words), where
        assert len(variables["2"]) <= 20, where
    await account.close()
