"""The Slack stand-in speaks the Web API: answers, errors and limits as Slack has them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from sandbox.loopback import served
from sandbox.stand_ins import stand_ins

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client with the bot's token."""
    headers = {"Authorization": "Bearer xoxb-t"}
    async with (
        served(stand_ins(telegram_token="1:x", slack_token="xoxb-t", slack_secret="s")) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, headers=headers) as opened,
    ):
        yield opened


async def call(client: httpx.AsyncClient, method: str, **parameters: Any) -> Any:
    """One Web API call."""
    return (await client.post(f"/api/{method}", json=parameters)).json()


async def test_a_message_is_posted_changed_and_found(client: httpx.AsyncClient) -> None:
    """Posting by name answers with the channel's id; history has the metadata."""
    metadata = {"event_type": "e", "event_payload": {"case_id": "c1"}}
    posted = await call(client, "chat.postMessage", channel="#care", text="a", metadata=metadata)
    assert posted["ok"]
    changed = await call(client, "chat.update", channel=posted["channel"], ts=posted["ts"], text="b")
    assert changed["ok"]
    found = (await client.get("/api/conversations.history", params={"channel": posted["channel"]})).json()
    assert [(message["text"], message["metadata"]) for message in found["messages"]] == [("b", metadata)]


@pytest.mark.parametrize(
    ("method", "parameters", "word"),
    [
        ("chat.postMessage", {"channel": "C000000099", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "#care"}, "no_text"),
        (
            "chat.postMessage",
            {"channel": "#care", "blocks": [{"type": "section", "text": {"text": "x" * 3001}}]},
            "invalid_blocks",
        ),
        ("chat.postMessage", {"channel": "#care", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ("chat.update", {"channel": "#care", "ts": "1.1", "text": "a"}, "message_not_found"),
        ("views.open", {"trigger_id": "1", "view": {}}, "invalid_trigger_id"),
        ("rockets.launch", {}, "unknown_method"),
    ],
)
async def test_errors_have_slacks_words(
    client: httpx.AsyncClient, method: str, parameters: dict[str, Any], word: str
) -> None:
    """Errors are `ok: false` with Slack's own word."""
    assert await call(client, method, **parameters) == {"ok": False, "error": word}


async def test_another_token_is_refused(client: httpx.AsyncClient) -> None:
    """Only the one bot's token opens the Web API."""
    answer = await client.post("/api/auth.test", headers={"Authorization": "Bearer other"})
    assert answer.json() == {"ok": False, "error": "invalid_auth"}


async def test_throttling_names_the_seconds(client: httpx.AsyncClient) -> None:
    """429 with Retry-After, once, and then all is well."""
    await client.post("/sandbox/slack/faults", json={"method": "*", "kind": "throttled", "seconds": 5})
    answer = await client.post("/api/auth.test")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert (await call(client, "auth.test"))["ok"]


async def test_a_click_without_an_app_behind_it_is_said(client: httpx.AsyncClient) -> None:
    """Where no interactions URL is set the page learns it."""
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "A"}}
    posted = await call(
        client, "chat.postMessage", channel="#care", text="a", blocks=[{"type": "actions", "elements": [button]}]
    )
    click = {"channel": posted["channel"], "ts": posted["ts"], "action_id": "a"}
    assert (await client.post("/sandbox/slack/clicks", json=click)).status_code == 502
    assert (await client.post("/sandbox/slack/clicks", json=click | {"action_id": "b"})).status_code == 404
