"""One customer's Telegram, driven over the sandbox's control door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(slots=True)
class TelegramScreen:
    """One private chat with the bot; a tap leaves no bubble."""

    client: httpx.AsyncClient
    chat_id: int
    channel: str = "Telegram"
    echoes: bool = False

    async def open(self, token: str) -> None:
        """Telegram opens the bot and sends /start with the link's token."""
        await self._post("open", {"token": token})

    async def write(self, text: str, *, photo: bool = False) -> None:
        """Send a message."""
        await self._post("messages", {"text": text} | ({"photo": True} if photo else {}))

    async def press(self, bubble: dict[str, Any], data: str) -> None:
        """Tap a button of the inline keyboard."""
        await self._post("taps", {"message_id": bubble["message_id"], "data": data})

    async def look(self, version: int = -1) -> tuple[int, list[dict[str, Any]]]:
        """The chat as it stands."""
        wait = {"version": version, "wait": 2} if version >= 0 else {}
        screen = (await self.client.get("/sandbox/telegram/chats", params=wait)).raise_for_status().json()
        chat = next((one for one in screen["chats"] if one["chat_id"] == self.chat_id), None)
        return int(screen["version"]), [_bubble(message) for message in chat["messages"]] if chat else []

    async def _post(self, action: str, body: dict[str, Any]) -> None:
        answer = await self.client.post(f"/sandbox/telegram/chats/{self.chat_id}/{action}", json=body)
        answer.raise_for_status()


def _bubble(message: dict[str, Any]) -> dict[str, Any]:
    rows = [[{"text": each["text"], "data": each["callback_data"]} for each in row] for row in message["keyboard"]]
    return message | {"keyboard": rows}
