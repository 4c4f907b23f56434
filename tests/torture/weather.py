"""Bad weather between the product and the platforms' stand-ins, and a record of everything that was sent.

Sends are answered by 429 and 5xx, slowly, or not at all although they were taken. The record is the phones' truth: what
the oracle compares with.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One message a platform took: when it came, when the answer left, and whether the answer was lost."""

    text: str
    came: float
    answered: float
    lost: bool


@dataclass
class Weather:
    """An ASGI app around the stand-ins. `wild` switches the bad weather on; shares are of all sends."""

    app: App
    chance: random.Random
    wild: bool = False
    too_many: float = 0.02
    broken: float = 0.02
    slow: float = 0.02
    lost: float = 0.002
    phones: dict[tuple[str, str], list[Sent]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call of a platform's API."""
        if scope["type"] != "http" or scope["method"] != "POST" or not is_send(scope["path"]):
            return await self.app(scope, receive, send)
        came = time.time()
        body = await whole(receive)
        channel, address, text = read(scope["path"], body)
        fate = self._fate()
        self.counts[fate] += 1
        if fate == "too many":
            return await refuse(send, channel, 429)
        if fate == "broken":
            return await refuse(send, channel, 503)
        if fate == "slow":
            await asyncio.sleep(self.chance.uniform(0.5, 3))
        await self._pass_on(scope, body, send, Sent(text, came, 0.0, fate == "lost"), (channel, address))
        return None

    async def _pass_on(self, scope: Scope, body: bytes, send: Send, sent: Sent, phone: tuple[str, str]) -> None:
        answer: list[MutableMapping[str, Any]] = []

        async def keep(part: MutableMapping[str, Any]) -> None:
            answer.append(part)

        await self.app(scope, once(body), keep)
        if answer and taken(answer):
            self.phones[phone].append(replace(sent, answered=time.time()))
        if sent.lost:
            await asyncio.sleep(33)  # longer than the product waits
        for part in answer:
            await send(part)

    def _fate(self) -> str:
        if not self.wild:
            return "fine"
        dice = self.chance.random()
        for fate, share in (
            ("too many", self.too_many),
            ("broken", self.broken),
            ("slow", self.slow),
            ("lost", self.lost),
        ):
            if dice < share:
                return fate
            dice -= share
        return "fine"


def is_send(path: str) -> bool:
    """Whether a call puts a message onto a phone."""
    return path.endswith(("/sendMessage", "/Messages.json", "/api/chat.postMessage"))


def read(path: str, body: bytes) -> tuple[str, str, str]:
    """Channel, address and text of a send."""
    fields: dict[str, Any] = json.loads(body) if body[:1] == b"{" else dict(parse_qsl(body.decode()))
    if path.endswith("/sendMessage"):
        return "telegram", str(fields["chat_id"]), str(fields.get("text", ""))
    if path.endswith("/Messages.json"):
        number = str(fields["To"])
        said = str(fields.get("Body") or fields.get("ContentVariables") or fields.get("ContentSid"))
        return ("whatsapp" if number.startswith("whatsapp:") else "sms"), number.removeprefix("whatsapp:"), said
    return "slack", str(fields["channel"]), str(fields.get("text", ""))


def taken(answer: list[MutableMapping[str, Any]]) -> bool:
    """Whether the platform took it (Slack says 200 to everything)."""
    status = next(part["status"] for part in answer if part["type"] == "http.response.start")
    body = b"".join(part.get("body", b"") for part in answer if part["type"] == "http.response.body")
    return 200 <= int(status) < 300 and json.loads(body or b"{}").get("ok", True) is not False


async def whole(receive: Receive) -> bytes:
    """The request's body."""
    body, more = b"", True
    while more:
        part = await receive()
        if part["type"] == "http.disconnect":
            raise ConnectionResetError("the sender died before the end of his message")
        body, more = body + part.get("body", b""), part.get("more_body", False)
    return body


def once(body: bytes) -> Receive:
    """Receives a body that was read already."""

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def refuse(send: Send, channel: str, status: int) -> None:
    """An error in the platform's own words."""
    words: dict[str, Any] = {"ok": False, "error_code": status, "description": "torture", "error": "internal_error"}
    if status == 429:
        words |= {"parameters": {"retry_after": 1}, "error": "ratelimited"}
    if channel in ("sms", "whatsapp"):
        words = {"code": 20429 if status == 429 else 20500, "message": "torture", "status": status}
    headers = [(b"content-type", b"application/json"), (b"retry-after", b"1")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(words).encode()})
