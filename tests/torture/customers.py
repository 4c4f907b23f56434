"""Customers who write through every channel's webhook, as platforms post it: signed, repeated, late, side by side."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator

from app.demo.opening import SECRET, SLACK_SECRET, TWILIO_SID, TWILIO_TOKEN
from sandbox.twilio_account import OWN_NUMBER

CHANNELS = ("telegram", "sms", "whatsapp", "slack")
Post = tuple[str, bytes, dict[str, str]]  # path, body, headers


def script(channel: str, helps: int) -> list[str]:
    """What one customer writes: hello, yes to the question, then a question with one answer each time."""
    question = "language" if channel == "sms" else "help"  # Twilio answers HELP by itself
    return ["/start" if channel == "telegram" else "Hello", "Gladly", *[question] * helps]


@dataclass
class Customer:
    """One customer on one channel; `number` makes him unique."""

    channel: str
    number: int
    said: list[str] = field(default_factory=list)  # message ids, in the order in which they were acknowledged
    repeats: int = 0

    @property
    def address(self) -> str:
        """The platform's id of the place where he reads."""
        known = {"telegram": f"{70_000_000 + self.number}", "slack": f"U{self.number:09d}"}
        return known.get(self.channel, f"+49151{self.number:08d}")

    @property
    def sender(self) -> str:
        """The platform's id of him."""
        return self.address

    @property
    def place(self) -> str:
        """His conversation with the app in Slack."""
        return f"D{self.number:09d}"

    def post(self, place: int, text: str, base: str) -> tuple[str, Post]:
        """The webhook call of his message, and the message's id in the inbox."""
        return {"telegram": self._telegram, "slack": self._slack}.get(self.channel, self._twilio)(place, text, base)

    def _telegram(self, place: int, text: str, _base: str) -> tuple[str, Post]:
        number = self.number * 1000 + place
        who = {"id": int(self.address), "is_bot": False, "first_name": "Nr", "language_code": "en"}
        message: dict[str, object] = {
            "message_id": number,
            "date": 1,
            "chat": {"id": who["id"], "type": "private"},
            "from": who,
        }
        message |= {"text": text}
        if text.startswith("/"):
            message |= {"entities": [{"type": "bot_command", "offset": 0, "length": len(text)}]}
        body = json.dumps({"update_id": number, "message": message}).encode()
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        return str(number), ("/webhooks/telegram", body, headers)

    def _twilio(self, place: int, text: str, base: str) -> tuple[str, Post]:
        phone = self.channel == "whatsapp"
        sid = f"SM{'ab'[phone]}{self.number:025d}{place:06d}"
        prefix = "whatsapp:" if phone else ""
        form = {"AccountSid": TWILIO_SID, "MessageSid": sid, "SmsSid": sid, "SmsStatus": "received", "NumMedia": "0"}
        form |= {"From": prefix + self.address, "To": prefix + OWN_NUMBER, "Body": text, "NumSegments": "1"}
        if phone:
            form |= {"ProfileName": "Nr", "WaId": self.address.removeprefix("+")}
        path = "/webhooks/twilio/messages"
        signature = RequestValidator(TWILIO_TOKEN).compute_signature(base + path, form)
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        return sid, (path, urlencode(form).encode(), headers)

    def _slack(self, place: int, text: str, _base: str) -> tuple[str, Post]:
        stamp = f"{1_700_000_000 + place}.{self.number:06d}"
        event: dict[str, object] = {
            "type": "message",
            "channel": self.place,
            "channel_type": "im",
            "user": self.sender,
            "text": text,
        }
        event |= {
            "user": self.sender,
            "ts": stamp,
            "event_ts": stamp,
            "client_msg_id": f"{self.number:020d}{place:012d}",
        }
        whole: dict[str, object] = {"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event": event}
        whole |= {"event_id": f"Ev{self.number:09d}{place:03d}", "event_time": 1}
        body = json.dumps(whole).encode()
        now = str(int(time.time()))
        digest = hmac.new(SLACK_SECRET.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={digest}"}
        headers |= {"Content-Type": "application/json"}
        return f"{self.number}:{place}", ("/webhooks/slack/events", body, headers)


@dataclass
class Crowd:
    """Everybody who writes. `wild` repeats, delays and overtakes messages."""

    base: Callable[[], str]
    chance: random.Random
    wild: bool = True
    helps: int = 2
    posts: int = 0

    async def talk(self, customer: Customer, web: aiohttp.ClientSession) -> None:
        """One conversation: each message is posted until it is acknowledged, as platforms do."""
        texts = script(customer.channel, self.helps)
        late: list[asyncio.Task[str]] = []
        for place, text in enumerate(texts):
            if self.wild:
                await asyncio.sleep(self.chance.uniform(0, 0.5))
            overtaken = self.wild and 2 <= place < len(texts) - 1 and self.chance.random() < 0.1
            if overtaken:  # the next message comes beside this one, in any order
                late.append(asyncio.create_task(self._later(customer, place, text, web)))
                continue
            customer.said.append(await self._until_taken(customer, place, text, web))
            if self.wild and self.chance.random() < 0.1:
                customer.repeats += 1
                late.append(asyncio.create_task(self._later(customer, place, text, web, again=True)))
        customer.said += [said for said in await asyncio.gather(*late) if said]

    async def _later(
        self, customer: Customer, place: int, text: str, web: aiohttp.ClientSession, *, again: bool = False
    ) -> str:
        await asyncio.sleep(self.chance.uniform(0, 2.0))
        taken = await self._until_taken(customer, place, text, web)
        return "" if again else taken

    async def _until_taken(self, customer: Customer, place: int, text: str, web: aiohttp.ClientSession) -> str:
        while True:
            known, (path, body, headers) = customer.post(place, text, self.base())
            try:
                self.posts += 1
                async with web.post(self.base() + path, data=body, headers=headers) as answer:
                    if answer.status == 200:
                        return known
                    if answer.status < 500 and answer.status != 429:
                        raise AssertionError(f"{path} answered {answer.status}: {await answer.text()}")
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(self.chance.uniform(0.05, 0.3))
