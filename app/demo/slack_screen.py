"""One customer's direct messages with the app in Slack, driven over the sandbox's control door."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx


@dataclass(slots=True)
class SlackScreen:
    """One person of the workspace, and the direct conversation; a click leaves no message."""

    client: httpx.AsyncClient
    user: str
    conversation: str
    channel: str = "Slack"
    echoes: bool = False

    async def open(self, token: str) -> None:
        """Slack has no link that carries a token: it is typed."""
        await self.write(f"START {token}")

    async def write(self, text: str, *, photo: bool = False) -> None:
        """Send a direct message to the app."""
        await self._post(f"people/{self.user}/messages", {"text": text, "file": photo})

    async def press(self, bubble: dict[str, Any], data: str) -> None:
        """Click a button."""
        where = {"channel": self.conversation, "ts": bubble["message_id"], "action_id": data}
        await self._post("clicks", where)

    async def look(self, version: int = -1) -> tuple[int, list[dict[str, Any]]]:
        """The direct conversation as it stands."""
        wait = {"version": version, "wait": 2} if version >= 0 else {}
        screen = (await self.client.get("/sandbox/slack/channels", params=wait)).raise_for_status().json()
        room = next((one for one in screen["channels"] if one["id"] == self.conversation), None)
        return int(screen["version"]), [_bubble(post) for post in room["posts"]] if room else []

    async def _post(self, action: str, body: dict[str, Any]) -> None:
        (await self.client.post(f"/sandbox/slack/{action}", json=body)).raise_for_status()


async def new_person(client: httpx.AsyncClient, name: str) -> SlackScreen:
    """Somebody of the workspace who has not written to the app yet."""
    found = (await client.post("/sandbox/slack/people", json={"name": name.lower()})).raise_for_status().json()
    return SlackScreen(client, found["user"], found["channel"])


def _bubble(post: dict[str, Any]) -> dict[str, Any]:
    """Sections are the text, rows of buttons the keyboard."""
    said = "\n".join(block["text"]["text"] for block in post["blocks"] if block["type"] == "section")
    rows = [block["elements"] for block in post["blocks"] if block["type"] == "actions"]
    return {
        "message_id": post["ts"],
        "by": "customer" if post["by"] else "bot",
        "text": unescape(said or post["text"]),
        "keyboard": [[{"text": each["text"]["text"], "data": each["action_id"]} for each in row] for row in rows],
    }
