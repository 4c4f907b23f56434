"""A phone of the sandbox, held by the tour: opens a link, types, taps, and waits for what appears, on any channel."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from app.demo.telegram_screen import TelegramScreen

Bubble = dict[str, Any]
"""One message: `message_id`, `by` (bot, customer or platform), `text`, and `keyboard`, rows of {text, data}."""

PATIENCE_S = 90.0


class TourError(Exception):
    """Something the tour promised to show did not happen; the message says what was expected and what was seen."""


class Screen(Protocol):
    """A messenger on somebody's phone, driven over a stand-in's control door."""

    @property
    def channel(self) -> str:
        """What the messenger is called."""
        ...

    @property
    def echoes(self) -> bool:
        """Whether a tap becomes a bubble of its own."""
        ...

    async def open(self, token: str) -> None:
        """Follow a personal link."""
        ...

    async def write(self, text: str, *, photo: bool = False) -> None:
        """Send a message, perhaps with a photo."""
        ...

    async def press(self, bubble: Bubble, data: str) -> None:
        """Tap the button with this data below that bubble."""
        ...

    async def look(self, version: int = -1) -> tuple[int, list[Bubble]]:
        """The screen's version and bubbles; with a version, as soon as there is something newer."""
        ...


@dataclass(slots=True)
class Phone:
    """One customer's phone.

    `seen` counts the bubbles already waited for, `taps` keeps what was tapped below which of them: some messengers
    take the buttons away once they are answered.
    """

    screen: Screen
    owner: str
    seen: int = field(default=0)
    taps: dict[Any, str] = field(default_factory=dict)

    async def open(self, token: str) -> None:
        """Tap a personal link."""
        await self.screen.open(token)

    async def say(self, text: str) -> None:
        """Type a message."""
        await self.screen.write(text)

    async def send_photo(self, text: str) -> None:
        """Send a photo with a few words."""
        await self.screen.write(text, photo=True)

    async def tap(self, label: str) -> None:
        """Tap the button with this label on the latest message that has it."""
        for bubble in reversed(await self.bubbles()):
            for button in (button for row in bubble["keyboard"] for button in row):
                if button["text"].strip() == label:
                    if not self.screen.echoes:
                        self.taps[bubble["message_id"]] = label
                    await self.screen.press(bubble, button["data"])
                    return
        raise TourError(f"{self.owner}'s phone shows no button “{label}”")

    async def bubbles(self) -> list[Bubble]:
        """Everything on the screen, oldest first."""
        return (await self.screen.look())[1]

    async def hears(self, *fragments: str, by: str = "bot") -> str:
        """Wait until something new is said that holds one of the fragments; returns that bubble's text."""
        return str((await self.sees(*fragments, by=by))["text"])

    async def sees(self, *fragments: str, by: str = "bot") -> Bubble:
        """Wait until something new is said that holds one of the fragments; returns that bubble."""
        version = -1
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    version, bubbles = await self.screen.look(version)
                    for number, bubble in enumerate(bubbles[self.seen :], self.seen + 1):
                        if bubble["by"] == by and any(one.lower() in bubble["text"].lower() for one in fragments):
                            self.seen = number
                            return bubble
        except TimeoutError:
            said = [bubble["text"] for bubble in (await self.bubbles())[self.seen :] if bubble["by"] == by]
            wanted = " or ".join(f"“{one}”" for one in fragments)
            raise TourError(f"{self.owner} waited for {wanted} and read {said or 'nothing'}") from None

    async def quiet(self, seconds: float = 1.0) -> bool:
        """Whether nothing new was said within this time."""
        before = len(await self.bubbles())
        await asyncio.sleep(seconds)
        return len(await self.bubbles()) == before


async def new_phone(client: httpx.AsyncClient, chat_id: int, first_name: str, language: str) -> Phone:
    """A phone with Telegram whose owner has not opened the bot yet."""
    body = {"chat_id": chat_id, "first_name": first_name, "language": language}
    (await client.post("/sandbox/telegram/chats", json=body)).raise_for_status()
    return Phone(TelegramScreen(client, chat_id), first_name)
