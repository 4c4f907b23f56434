"""Slack over HTTP and over the socket: a wrong signature, a replay, a repeat and damage mean the same on both."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from app.demo.opening import SLACK_SECRET
from app.demo.world import World
from app.slack_socket import take
from bots.outcome import Refused
from bots.slack_socket import Envelope, SlackSocket, envelope_of
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from storage.inbox import inbox
from tests.bots.contract.slack_rig import as_form, click, event, signed
from tests.e2e.conftest import OpenWorld

pytestmark = pytest.mark.anyio
PATHS = {"events_api": "events", "interactive": "interactions"}
TYPES = {"events_api": "application/json", "interactive": "application/x-www-form-urlencoded"}


async def over_http(world: World, kind: str, payload: Any, *, secret: str = SLACK_SECRET, late_s: int = 0) -> int:
    """Post it as Slack does, signed so many seconds ago; the status."""
    body = json.dumps(payload) if kind == "events_api" else as_form(payload)
    headers = signed(body, secret, now=world.house.clocks.wall() - timedelta(seconds=late_s)).headers
    async with httpx.AsyncClient(base_url=world.product_url, trust_env=False) as web:
        path, headers = f"/webhooks/slack/{PATHS[kind]}", headers | {"content-type": TYPES[kind]}
        return (await web.post(path, content=body, headers=headers)).status_code


async def over_the_socket(world: World, kind: str, payload: Any) -> str:
    """Hand it over as the socket does; what is answered in the acknowledgement."""
    envelope = envelope_of(kind, payload)
    assert envelope is not None
    return (await take(world.house, envelope)).answer


async def heard(world: World) -> int:
    """How many messages of customers in Slack there are."""
    query = select(func.count()).where(inbox.c.channel == "slack")
    return await world.house.store.read(lambda tx: int(tx.execute(query).scalar_one()))


@pytest.mark.parametrize(("kind", "payload"), [("events_api", event()), ("interactive", click())])
async def test_a_repeat_is_one_message_whichever_way_it_comes(world_of: OpenWorld, kind: str, payload: Any) -> None:
    """Slack may deliver over HTTP, then over the socket after a change of mode: the same event has one effect."""
    async with world_of("webhook") as world:
        assert await over_http(world, kind, payload) == 200
        for _ in range(2):
            assert await over_the_socket(world, kind, payload) == ""
        assert await over_http(world, kind, payload) == 200
        assert await heard(world) == 1


async def test_a_replay_is_refused_over_http_and_is_the_same_message_over_the_socket(world_of: OpenWorld) -> None:
    """The socket's line is Slack's own, so what comes late there is late, not forged: it is stored, and once."""
    async with world_of("webhook") as world:
        assert await over_http(world, "events_api", event(), late_s=301) == 401
        assert await heard(world) == 0
        late = event() | {"event_time": 1_700_000_000}
        for _ in range(2):
            assert await over_the_socket(world, "events_api", late) == ""
        assert await heard(world) == 1


async def test_nobody_is_believed_without_slack_s_word(world_of: OpenWorld) -> None:
    """A wrong signature is 401 over HTTP; a wrong app token gets no line at all."""
    async with world_of("webhook") as world:
        assert await over_http(world, "events_api", event(), secret="not-ours") == 401
        assert await heard(world) == 0
    app = stand_ins(telegram_token="4711:x", slack_token="xoxb-x", slack_app_token="xapp-x")
    async with served(app) as url:
        socket = SlackSocket("xapp-other", f"{url}/api/")
        assert isinstance(await socket.look(), Refused)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"type": 7}', b"payload=%7B", b"payload=[]"])
@pytest.mark.parametrize("kind", ["events", "interactions"])
async def test_damage_is_acknowledged_over_the_socket_and_changes_nothing(
    world_of: OpenWorld, kind: str, body: bytes
) -> None:
    """What nobody can read is not delivered for ever: the socket acknowledges it, and no message is made."""
    async with world_of("webhook") as world:
        envelope = Envelope(kind, body, "application/json")  # type: ignore[arg-type]
        assert (await take(world.house, envelope)).answer == ""
        assert await heard(world) == 0
