"""A phone of the sandbox, held by the tour: opens the bot, types, taps, and waits for what appears."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

Bubble = dict[str, Any]

PATIENCE_S = 30.0


class TourError(Exception):
    """Something the tour promised to show did not happen; the message says what was expected and what was seen."""


@dataclass(slots=True)
class Phone:
    """One customer's Telegram, driven over the sandbox's control door.

    `seen` counts the bubbles already waited for, `taps` keeps what was tapped below which of them: the bot takes the
    buttons away once they are answered.
    """

    client: httpx.AsyncClient
    chat_id: int
    owner: str
    seen: int = field(default=0)
    taps: dict[int, str] = field(default_factory=dict)

    async def open(self, token: str) -> None:
        """Tap a personal link: Telegram opens the bot and sends /start with its token."""
        await self._post("open", {"token": token})

    async def say(self, text: str) -> None:
        """Type a message."""
        await self._post("messages", {"text": text})

    async def send_photo(self, text: str) -> None:
        """Send a photo with a few words."""
        await self._post("messages", {"text": text, "photo": True})

    async def tap(self, label: str) -> None:
        """Tap the button with this label on the latest message that has it."""
        for bubble in reversed(await self.bubbles()):
            for button in (button for row in bubble["keyboard"] for button in row):
                if button["text"].strip() == label:
                    self.taps[bubble["message_id"]] = label
                    await self._post("taps", {"message_id": bubble["message_id"], "data": button["callback_data"]})
                    return
        raise TourError(f"{self.owner}'s phone shows no button “{label}”")

    async def bubbles(self) -> list[Bubble]:
        """Everything on the screen, oldest first."""
        return (await self._screen())[1]

    async def hears(self, *fragments: str) -> str:
        """Wait until the bot has said something new that holds one of the fragments; returns that bubble's text."""
        version = -1
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    version, bubbles = await self._screen(version)
                    for number, bubble in enumerate(bubbles[self.seen :], self.seen + 1):
                        if bubble["by"] == "bot" and any(one.lower() in bubble["text"].lower() for one in fragments):
                            self.seen = number
                            return str(bubble["text"])
        except TimeoutError:
            said = [bubble["text"] for bubble in (await self.bubbles())[self.seen :] if bubble["by"] == "bot"]
            wanted = " or ".join(f"“{one}”" for one in fragments)
            raise TourError(f"{self.owner} waited for {wanted} and read {said or 'nothing'}") from None

    async def quiet(self, seconds: float = 1.0) -> bool:
        """Whether nothing new was said within this time."""
        before = len(await self.bubbles())
        await asyncio.sleep(seconds)
        return len(await self.bubbles()) == before

    async def _post(self, action: str, body: dict[str, Any]) -> None:
        """One action of the owner."""
        answer = await self.client.post(f"/sandbox/telegram/chats/{self.chat_id}/{action}", json=body)
        answer.raise_for_status()

    async def _screen(self, version: int = -1) -> tuple[int, list[Bubble]]:
        """The screen's version and bubbles; with a version, as soon as there is something newer."""
        wait = {"version": version, "wait": 2} if version >= 0 else {}
        screen = (await self.client.get("/sandbox/telegram/chats", params=wait)).raise_for_status().json()
        chat = next((one for one in screen["chats"] if one["chat_id"] == self.chat_id), None)
        return int(screen["version"]), list(chat["messages"]) if chat else []


async def new_phone(client: httpx.AsyncClient, chat_id: int, first_name: str, language: str) -> Phone:
    """A phone whose owner has not opened the bot yet."""
    body = {"chat_id": chat_id, "first_name": first_name, "language": language}
    (await client.post("/sandbox/telegram/chats", json=body)).raise_for_status()
    return Phone(client, chat_id, first_name)
