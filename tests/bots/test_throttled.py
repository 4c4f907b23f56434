"""Two hundred messages at stand-ins that throttle like the platforms: all arrive, in order, and none twice.

How long they may take is tested on a clock of our own (tests/bots/test_pace.py); here it is said (`pytest -s`).
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import anyio
import httpx
import pytest

from bots.occasion import Occasion
from bots.outcome import RetryLater, Sent
from bots.pace import CHAT, Pace, evenly
from bots.slack import SlackBot
from bots.telegram import TelegramBot
from bots.twilio import TwilioAccount
from bots.twilio_sms import SmsBot, SmsWays
from bots.twilio_whatsapp import WhatsAppBot
from conversation.messages import Prompt
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from usecases.protocols import Bot

pytestmark = [pytest.mark.anyio, pytest.mark.long]
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
SID, SENDER = "AC00000000000000000000000000000001", "+4915000000000"
CHATS, EACH = 50, 4
LIMITS = {"telegram": 30, "slack": 10, "sms": 20, "whatsapp": 40}
"""Messages a second; SMS with ten long codes' worth of two segments, or the test would take minutes."""


async def just_written(_key: str, now: datetime) -> Occasion:
    """Every WhatsApp window is open."""
    return Occasion(last_inbound_at=now)


@asynccontextmanager
async def throttling(kind: str) -> AsyncIterator[tuple[Bot, list[str], httpx.AsyncClient]]:
    """The channel's bot, fifty customers, and the stand-in that throttles."""
    app = stand_ins(telegram_token="4711:x", slack_token="xoxb-x", twilio_sid=SID, twilio_token="t")
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(served(app))
        web = await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False, timeout=30))
        platform = kind if kind in ("telegram", "slack") else "twilio"
        await web.post(f"/sandbox/{platform}/limits", json={"per_second": LIMITS[kind]})
        if kind == "telegram":
            for chat in range(CHATS):
                await web.post(f"/sandbox/telegram/chats/{6000 + chat}/open", json={})
            telegram = TelegramBot("4711:x", "", url)
            stack.push_async_callback(telegram.close)
            yield telegram, [str(6000 + chat) for chat in range(CHATS)], web
        elif kind == "slack":
            people = [
                (await web.post("/sandbox/slack/people", json={"name": f"p{chat}"})).json() for chat in range(CHATS)
            ]
            yield SlackBot("xoxb-x", "", f"{url}/api/"), [person["user"] for person in people], web
        else:
            account = TwilioAccount(SID, "t", url)
            stack.push_async_callback(account.close)
            numbers = [f"+49155550{chat:05d}" for chat in range(CHATS)]
            if kind == "sms":
                even = Pace(overall=evenly(LIMITS["sms"]), chat=CHAT)
                yield SmsBot(account, SmsWays(senders={"*": SENDER}), pace=even), numbers, web
            else:
                for number in numbers:
                    await web.post(f"/sandbox/twilio/phones/whatsapp%3A%2B{number[1:]}/open-window")
                yield WhatsAppBot(account, SENDER, just_written), numbers, web


@pytest.mark.parametrize("kind", sorted(LIMITS))
async def test_two_hundred_messages_pass(kind: str) -> None:
    """Fifty customers, four messages each: none lost, none twice, each customer's in order."""
    async with throttling(kind) as (bot, chats, web):

        async def write(chat: str) -> None:
            for number in range(EACH):
                key = f"{chat}-{number}"
                while True:
                    outcome = await bot.send(chat, Prompt(template=f"m{number}"), key=key, now=NOW)
                    if isinstance(outcome, Sent):
                        break
                    assert isinstance(outcome, RetryLater), outcome
                    await anyio.sleep(outcome.after_s or 1)

        began = time.monotonic()
        async with anyio.create_task_group() as group:
            for chat in chats:
                group.start_soon(write, chat)
        took = time.monotonic() - began
        heard = await arrived(kind, web)
    assert heard == [[f"m{number}" for number in range(EACH)]] * CHATS
    needed = CHATS * EACH / LIMITS[kind]
    print(f"{kind}: {took:.2f} s, the limit needs {needed:.2f} s, {took / needed:.2f} times")  # noqa: T201


async def arrived(kind: str, web: httpx.AsyncClient) -> list[list[str]]:
    """What each customer got, in order."""
    if kind == "telegram":
        rooms = (await web.get("/sandbox/telegram/chats")).json()["chats"]
        return [[each["text"] for each in room["messages"] if each["by"] == "bot"] for room in rooms]
    if kind == "slack":
        rooms = (await web.get("/sandbox/slack/channels")).json()["channels"]
        return [[post["text"] for post in room["posts"]] for room in rooms if room["user"]]
    phones = (await web.get("/sandbox/twilio/phones")).json()["phones"]
    return [[each["text"] for each in phone["messages"] if each["by"] == "company"] for phone in phones]
