"""What nobody should send: no 500, nothing stored that should not be, no customer lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.demo.opening import SECRET
from app.demo.phone import new_phone
from app.demo.world import World
from storage.depths import depths
from tests.e2e.conftest import OpenWorld

STICKER = {
    "file_id": "s1",
    "file_unique_id": "u1",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
    "emoji": "🙂",
}
RIGHT = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}


def message(update: int, **more: Any) -> dict[str, Any]:
    """An update with a private message, as Telegram sends it."""
    ada = {"id": 77, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    chat = {"id": 77, "type": "private", "first_name": "Ada"}
    return {"update_id": update, "message": {"message_id": update, "date": 1, "chat": chat, "from": ada, **more}}


async def call(world: World, body: bytes, headers: dict[str, str]) -> httpx.Response:
    """One webhook call."""
    async with httpx.AsyncClient(base_url=world.product_url, timeout=30) as web:
        return await web.post("/webhooks/telegram", content=body, headers=headers)


async def stored(world: World) -> int:
    """How many messages the inbox has ever taken."""
    answer = await world.company.client.get("/metrics")
    lines = [line for line in answer.text.splitlines() if line.startswith("echoloop_accepted_total{")]
    return sum(int(float(line.rpartition(" ")[2])) for line in lines if 'new="true"' in line)


@pytest.mark.anyio
async def test_who_does_not_know_the_secret_stores_nothing(world_of: OpenWorld) -> None:
    """A missing and a wrong secret are refused before the body is read."""
    async with world_of("webhook") as world:
        body = json.dumps(message(1, text="hello")).encode()
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
            assert (await call(world, body, headers)).status_code == 401
        assert await stored(world) == 0


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"update_id": 1, "mess', 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b"", 400),
        (json.dumps(message(2, text="x" * 1_000_000)).encode(), 413),
        (json.dumps({"update_id": 3, "quantum_message": {"x": 1}}).encode(), 200),
    ],
    ids=["broken", "list", "not-utf8", "empty", "megabyte", "unknown-kind"],
)
async def test_a_body_that_is_no_message_is_answered_and_not_stored(
    world_of: OpenWorld, body: bytes, status: int
) -> None:
    """The right secret does not make a body readable; the answer is never a 500."""
    async with world_of("webhook") as world:
        assert (await call(world, body, RIGHT)).status_code == status
        assert await stored(world) == 0


@pytest.mark.anyio
async def test_odd_messages_are_taken_and_the_next_normal_one_is_answered(world_of: OpenWorld) -> None:
    """Emoji only, an empty text, 900 kB of text, a sticker: all are taken, and the customer is not lost."""
    async with world_of("webhook") as world:
        phone = await new_phone(world.phones, 77, "Ada", "en")
        await phone.say("hi")
        await phone.hears(" ")
        odd: list[dict[str, Any]] = [
            {"text": "🙂"},
            {"text": ""},
            {"text": "y" * 900_000},
            {"sticker": STICKER},
        ]
        for number, more in enumerate(odd, 1):
            assert (await call(world, json.dumps(message(number, **more)).encode(), RIGHT)).status_code == 200
        await world.move_to(world.now() + timedelta(hours=2))
        await phone.say("hello?")
        await phone.hears(" ")
        await world.settle()
        now = world.now()
        left = await world.house.store.read(lambda tx: depths(tx, now))
        assert (left.inbox_waiting, left.inbox_parked) == (0, 0)


@pytest.mark.anyio
async def test_the_same_message_delivered_five_times_has_one_effect(world_of: OpenWorld) -> None:
    """One inbox row, one reply."""
    async with world_of("webhook") as world:
        phone = await new_phone(world.phones, 77, "Ada", "en")
        await phone.say("hello")
        await phone.hears(" ")
        await world.settle()
        before = len(await phone.bubbles())
        body = json.dumps(message(900_000_000_000, text="and again")).encode()
        assert {(await call(world, body, RIGHT)).status_code for _ in range(5)} == {200}
        assert await stored(world) == 2
        await world.settle()
        assert len(await phone.bubbles()) - before <= 1


@pytest.mark.anyio
async def test_a_click_that_slack_did_not_sign_is_refused(world_of: OpenWorld) -> None:
    """Unsigned, wrongly signed and empty interactions are 401, never a 500."""
    async with world_of("webhook") as world, httpx.AsyncClient(base_url=world.product_url) as web:
        for headers in ({}, {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=00"}):
            answer = await web.post("/webhooks/slack/interactions", content=b"payload={}", headers=headers)
            assert answer.status_code == 401
