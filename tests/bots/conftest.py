"""The Telegram stand-in over real HTTP, with a bot and a customer's phone on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from bots.telegram import TelegramBot
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins

TOKEN = "4711:loopback-token"
SECRET = "a-secret"
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
CUSTOMER = 5001


class Phone:
    """A customer's phone: plays him through the stand-in's control door."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def post(self, path: str, body: object = None) -> httpx.Response:
        """One call to the control door."""
        answer = await self.client.post(f"/sandbox/telegram/{path}", json=body)
        assert answer.is_success, answer.text
        return answer

    async def open(self, token: str = "") -> None:
        """Press Start."""
        await self.post(f"chats/{CUSTOMER}/open", {"token": token})

    async def type(self, text: str) -> None:
        """Send a text."""
        await self.post(f"chats/{CUSTOMER}/messages", {"text": text})

    async def tap(self, message_id: int, data: str) -> None:
        """Tap a button."""
        await self.post(f"chats/{CUSTOMER}/taps", {"message_id": message_id, "data": data})

    async def bubbles(self) -> list[dict[str, object]]:
        """The bot's messages in the chat."""
        chats = (await self.client.get("/sandbox/telegram/chats")).json()["chats"]
        return [message for chat in chats for message in chat["messages"] if message["by"] == "bot"]

    async def calls(self) -> list[str]:
        """The methods that the bot called."""
        return [call["method"] for call in (await self.client.get("/sandbox/telegram/calls")).json()]

    async def trouble(self, kind: str, method: str = "sendMessage", seconds: float = 1, times: int = 1) -> None:
        """Order an error."""
        await self.post("faults", {"method": method, "kind": kind, "seconds": seconds, "times": times})


@pytest.fixture
async def telegram_url() -> AsyncIterator[str]:
    """The stand-in's URL."""
    async with served(stand_ins(telegram_token=TOKEN)) as url:
        yield url


@pytest.fixture
async def phone(telegram_url: str) -> AsyncIterator[Phone]:
    """The customer."""
    async with httpx.AsyncClient(base_url=telegram_url, trust_env=False) as client:
        yield Phone(client)


@pytest.fixture
async def telegram(telegram_url: str) -> AsyncIterator[TelegramBot]:
    """The bot, waiting half a second at most for an answer."""
    bot = TelegramBot(TOKEN, SECRET, telegram_url, timeout_s=0.5)
    yield bot
    await bot.close()
