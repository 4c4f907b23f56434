"""The rig of Slack's customers: knocks with events that the official SDK signed, sends to Slack's stand-in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from bots.request import WebhookRequest
from bots.slack import SlackBot
from conversation.messages import Media
from tests.bots.conftest import SECRET
from tests.bots.contract.rigs import TAP, Shown

SLACK_TOKEN = "xoxb-loopback"
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
USER = "UANNA"
FILE = {"id": "F1", "mimetype": "image/png", "size": 1200}


def signed(body: str, secret: str = SECRET, *, now: datetime = NOW, url: str = "events") -> WebhookRequest:
    """A request as Slack signs it."""
    stamp = str(int(now.timestamp()))
    headers = {}
    if secret:
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
        headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature}
    return WebhookRequest(f"https://echoloop.example/webhooks/slack/{url}", body.encode(), headers)


def event(number: str = "Ev1", **more: Any) -> dict[str, Any]:
    """A direct message as the Events API posts it."""
    said = {"type": "message", "channel": "D1", "channel_type": "im", "user": USER, "ts": "1800000000.000100"}
    return {"type": "event_callback", "team_id": "T1", "event_id": number, "event": said | {"text": "9"} | more}


def click(action_id: str = "answer_0_9", **more: Any) -> dict[str, Any]:
    """A click as Slack posts it inside a form."""
    action = {"type": "button", "action_id": action_id, "value": TAP, "action_ts": "1800000001.000100"}
    container = {"type": "message", "channel_id": "D1", "message_ts": "1800000000.000200"}
    found = {"type": "block_actions", "user": {"id": USER}, "container": container, "actions": [action]}
    return found | more


def as_form(payload: object) -> str:
    """An interaction's body."""
    return urlencode({"payload": json.dumps(payload)})


SHARED = Media("F000000001")


@dataclass
class SlackRig:
    """Direct messages against the stand-in, over real HTTP."""

    bot: SlackBot
    client: httpx.AsyncClient
    kind: str = "slack"
    address: str = USER
    webhook: bool = True
    spins: bool = True
    typed: bool = False
    file: Media | None = SHARED

    def request(self, what: str, secret: str = SECRET) -> WebhookRequest:
        """An event or a click of this shape."""
        bodies = {
            "text": json.dumps(event()),
            "stop": json.dumps(event(text="STOP")),
            "tap": as_form(click()),
            "photo": json.dumps(event(subtype="file_share", text="", files=[FILE])),
            "unknown": json.dumps({"type": "event_callback", "event_id": "Ev2", "event": {"type": "hologram"}}),
            "broken": "{",
        }
        return signed(bodies[what], secret)

    async def order(self, trouble: str) -> bool:
        """Order it at the stand-in; in Slack nobody can block an app."""
        if trouble == "blocked":
            return False
        kind = "invalid_blocks" if trouble == "bad_picture" else trouble
        wish = {"method": "chat.postMessage", "kind": kind, "seconds": 1.5 if trouble == "timeout" else 1}
        return (await self.client.post("/sandbox/slack/faults", json=wish)).is_success

    async def shown(self) -> Shown | None:
        """The direct conversation."""
        return [_read(post) for post in await self._posts()]

    async def pictures(self) -> list[str] | None:
        """The image blocks of the direct conversation."""
        found = [block for post in await self._posts() for block in post["blocks"] if block["type"] == "image"]
        return [block["image_url"] for block in found]

    async def _posts(self) -> list[dict[str, Any]]:
        board = (await self.client.get("/sandbox/slack/channels")).json()
        posts = [post for channel in board["channels"] if channel["user"] for post in channel["posts"]]
        return [post for post in posts if not post["by"]]


def _read(post: dict[str, Any]) -> tuple[str, list[str]]:
    text = " ".join(block["text"]["text"] for block in post["blocks"] if block["type"] == "section")
    buttons = [each for block in post["blocks"] if block["type"] == "actions" for each in block["elements"]]
    return text, [button["text"]["text"] for button in buttons]


async def slack_rig(bot: SlackBot, client: httpx.AsyncClient) -> SlackRig:
    """Anna is in the workspace."""
    (await client.post("/sandbox/slack/people", json={"name": "anna"})).raise_for_status()
    return SlackRig(bot, client)
