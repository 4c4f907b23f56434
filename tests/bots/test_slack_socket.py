"""The socket itself, against the stand-in: acknowledged is what was stored, and nothing is stored twice."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from bots.outcome import Refused
from bots.slack_socket import Envelope, SlackSocket, Taken, envelope_of
from bots.slack_updates import read_body
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins

pytestmark = pytest.mark.anyio


@pytest.fixture
async def slack() -> AsyncIterator[httpx.AsyncClient]:
    """Slack's stand-in, which waits a second for acknowledgements."""
    app = stand_ins(telegram_token="4711:x", slack_token="xoxb-x", slack_app_token="xapp-x", slack_patience_s=1.0)
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=20) as web:
        yield web


async def opened(slack: httpx.AsyncClient, take: object) -> SlackSocket:
    """A socket whose envelopes go to `take`."""
    socket = SlackSocket("xapp-x", f"{slack.base_url}/api/", ping_s=0.2)
    assert await socket.open(take) is None  # type: ignore[arg-type]
    async with asyncio.timeout(5):
        while not (await slack.get("/sandbox/slack/sockets")).json()["lines"]:
            await asyncio.sleep(0.02)
    return socket


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(
    slack: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The second delivery carries the same event_id, and nothing of the customer's words is logged."""
    seen: list[Envelope] = []

    async def take(envelope: Envelope) -> Taken:
        seen.append(envelope)
        if len(seen) == 1:
            raise OSError("the disk is full")
        return Taken()

    caplog.set_level(logging.DEBUG)
    socket = await opened(slack, take)
    answer = await slack.post("/sandbox/slack/people/UANNA/messages", json={"text": "my secret word"})
    await socket.close()
    assert answer.is_success
    first, second = (json.loads(each.body)["event_id"] for each in seen)
    assert first == second
    assert "secret" not in caplog.text


async def test_an_answer_travels_in_the_acknowledgement_and_slow_work_comes_after_it(slack: httpx.AsyncClient) -> None:
    """Slack's three seconds are over once something is stored: what follows may take its time."""
    done = asyncio.Event()

    async def take(envelope: Envelope) -> Taken:
        assert envelope.kind == "commands"
        return Taken('{"text": "nothing open"}', done.wait)  # type: ignore[arg-type]

    socket = await opened(slack, take)
    answer = await slack.post("/sandbox/slack/commands", json={"text": "mine"})
    done.set()
    await socket.close()
    assert answer.json() == {"text": "nothing open"}


async def test_another_token_is_refused_in_slacks_words(slack: httpx.AsyncClient) -> None:
    """A bot token is no app token."""
    socket = SlackSocket("xoxb-x", f"{slack.base_url}/api/")
    assert await socket.look() == Refused("not_allowed_token_type")
    assert await SlackSocket("xapp-other", f"{slack.base_url}/api/").look() == Refused("invalid_auth")


def test_an_envelope_reads_as_the_post_that_it_stands_for() -> None:
    """A click inside an envelope becomes the same message of the house; kinds of tomorrow are left alone."""
    action = {"type": "button", "action_id": "answer_0", "value": "p", "action_ts": "1800000001.000100"}
    found = envelope_of("interactive", {"type": "block_actions", "user": {"id": "U1"}, "actions": [action]})
    assert found is not None
    [inbound] = read_body(found.body)  # type: ignore[misc]
    assert (inbound.kind, inbound.button, inbound.sender) == ("button", "p", "U1")
    assert envelope_of("hologram", {}) is None
