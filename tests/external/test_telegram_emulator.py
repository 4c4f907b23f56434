"""A Telegram that is not ours: the npm package telegram-test-api holds whole conversations with our bot.

Needs Node and a folder with the package, named in ECHOLOOP_TELEGRAM_EMULATOR:

    npm install --prefix /some/folder telegram-test-api
    ECHOLOOP_TELEGRAM_EMULATOR=/some/folder python -m pytest tests/external
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bots.request import WebhookRequest
from bots.telegram import TelegramBot
from conversation.messages import Inbound
from conversation.reading import Reading
from sandbox.loopback import served
from storage.cases import cases
from storage.inbox import inbox
from storage.responses import answers
from tests.usecases.conftest import house  # noqa: F401 - the fixture
from tests.usecases.house import House
from usecases.accept_messages import accept
from usecases.deliver import deliver
from usecases.start_flow import start_flow

FOLDER = os.environ.get("ECHOLOOP_TELEGRAM_EMULATOR", "")
NODE = shutil.which("node") or ""
TOKEN, SECRET = "4711:emulated", "a-secret"

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not NODE, reason="node is not installed"),
    pytest.mark.skipif(
        not (Path(FOLDER) / "node_modules" / "telegram-test-api").is_dir(),
        reason="ECHOLOOP_TELEGRAM_EMULATOR names no folder with telegram-test-api (see this file's head)",
    ),
]


class Emulator:
    """The emulator's process: its client is the customer."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.process, self.url = process, url

    async def do(self, **wish: Any) -> dict[str, Any]:
        """One action of the emulator's own client."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(wish).encode() + b"\n")
        await self.process.stdin.drain()
        answer: dict[str, Any] = json.loads(await asyncio.wait_for(self.process.stdout.readline(), 20))
        return answer

    async def hear(self) -> list[dict[str, Any]]:
        """The bot's new messages, as the emulator's client gets them."""
        answer = await self.do(do="hear")
        assert answer.get("ok"), answer
        result: list[dict[str, Any]] = answer["result"]
        return result


@asynccontextmanager
async def emulated() -> AsyncIterator[Emulator]:
    """The emulator on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = Path(__file__).with_name("telegram_emulator.cjs")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(NODE, str(script), FOLDER, TOKEN, str(port), stdin=pipe, stdout=pipe)
    try:
        assert process.stdout is not None
        ready = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
        assert ready["ready"]
        yield Emulator(process, f"http://127.0.0.1:{port}")
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()


class Product:
    """The message path as `serve` runs it, with the real bot: accept, turns, delivery."""

    def __init__(self, house: House, bot: TelegramBot) -> None:  # noqa: F811
        self.house, self.bot = house, bot
        house.reader.readings["The bus never came"] = Reading(sentiment="negative", confidence=0.97, model="given")

    async def take(self, inbounds: list[Inbound]) -> None:
        """Accept, answer taps, take the turns, deliver."""
        await accept(self.house.store, inbounds, now=self.house.now)
        for inbound in inbounds:
            await self.bot.acknowledge(inbound)
        await self.house.turns()
        await self.deliver()

    async def deliver(self) -> None:
        """Send all that waits."""
        bots = {"telegram": self.bot}
        while await deliver(self.house.store, bots=bots, bundles=self.house.bundles, now=self.house.now):
            pass

    async def ask(self) -> None:
        """The NPS question is due for the one customer there is."""
        from storage.customers import addresses

        [address] = await self.house.rows(addresses)
        await start_flow(
            self.house.store,
            address["customer_id"],
            "nps",
            bundles=self.house.bundles,
            new_id=self.house.new_id,
            now=self.house.now,
        )
        await self.deliver()


async def hold_a_conversation(emulator: Emulator, product: Product, step: Any) -> list[str]:
    """Welcome and consent by tap, NPS by tap, the reason in words, a case; returns what the customer read."""
    await emulator.do(do="command", text="/start")
    await step()
    read = await emulator.hear()
    consent = read[-1]
    row = [button for buttons in consent["message"]["reply_markup"]["inline_keyboard"] for button in buttons]
    await emulator.do(do="tap", data=row[0]["callback_data"], message_id=consent["messageId"])
    await step()
    read += await emulator.hear()
    await product.ask()
    asked = await emulator.hear()
    read += asked
    keyboard = asked[-1]["message"]["reply_markup"]["inline_keyboard"]
    assert [len(buttons) for buttons in keyboard] == [6, 5]
    two = keyboard[0][2]
    assert two["text"] == "2"
    await emulator.do(do="tap", data=two["callback_data"], message_id=asked[-1]["messageId"])
    await step()
    read += await emulator.hear()
    await emulator.do(do="say", text="The bus never came")
    await step()
    read += await emulator.hear()
    return [message["message"]["text"] for message in read]


async def check(product: Product, read: list[str]) -> None:
    """The whole conversation happened, once."""
    assert read[0] == "Willkommen bei Sonnweg."
    assert any("Wie wahrscheinlich" in text for text in read)
    assert "Jemand meldet sich. Dein Vorgang heißt C-1." in read
    assert read[-1] == "Danke dir!"
    assert len(read) == len(set(read))
    kept = {row["step"]: row["value"] for row in await product.house.rows(answers)}
    assert kept["recommend"] == 2
    assert kept["why_not"] == "The bus never came"
    assert len(await product.house.rows(cases)) == 1
    assert {row["state"] for row in await product.house.rows(inbox)} == {"done"}


async def test_a_whole_conversation_by_polling(house: House) -> None:  # noqa: F811
    """getUpdates, sendMessage, callback queries: the emulator's client reads every message once."""
    async with emulated() as emulator:
        bot = TelegramBot(TOKEN, SECRET, emulator.url)
        product = Product(house, bot)
        offset: list[int | None] = [None]

        async def step() -> None:
            for _ in range(50):
                inbounds, offset[0] = await bot.poll(offset[0], timeout_s=1)
                if inbounds:
                    await product.take(inbounds)
                    return
            raise AssertionError("nothing arrived by polling")

        try:
            assert await bot.delete_webhook() is None
            await check(product, await hold_a_conversation(emulator, product, step))
        finally:
            await bot.close()


async def test_a_whole_conversation_by_webhook(house: House) -> None:  # noqa: F811
    """setWebhook with our secret: the emulator posts, we verify, accept and answer."""
    async with emulated() as emulator:
        bot = TelegramBot(TOKEN, SECRET, emulator.url)
        product = Product(house, bot)
        arrived: asyncio.Queue[list[Inbound]] = asyncio.Queue()
        refused: list[bool] = []

        async def webhook(request: Request) -> Response:
            call = WebhookRequest(str(request.url), await request.body(), dict(request.headers))
            if not bot.verify(call, datetime.now(UTC)):
                refused.append(True)
                return Response(status_code=401)
            inbounds = bot.parse(call)
            assert isinstance(inbounds, list), inbounds
            arrived.put_nowait(inbounds)
            return Response()

        async def step() -> None:
            await product.take(await asyncio.wait_for(arrived.get(), 10))

        try:
            async with served(Starlette(routes=[Route("/webhooks/telegram", webhook, methods=["POST"])])) as url:
                assert await bot.set_webhook(f"{url}/webhooks/telegram") is None
                await check(product, await hold_a_conversation(emulator, product, step))
        finally:
            await bot.close()
        assert refused == []
