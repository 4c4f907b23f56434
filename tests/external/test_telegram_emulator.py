"""A Telegram that is not ours holds whole conversations with our bot and message path (see emulator.py)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
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
from tests.external.emulator import NEEDS_EMULATOR, SECRET, TOKEN, Emulator, emulated
from tests.usecases.house import House
from usecases.accept_messages import accept
from usecases.deliver import deliver
from usecases.start_flow import start_flow

pytestmark = [pytest.mark.anyio, NEEDS_EMULATOR]


class Product:
    """The message path as `serve` runs it, with the real bot: accept, turns, delivery."""

    def __init__(self, house: House, bot: TelegramBot) -> None:
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


async def test_a_whole_conversation_by_polling(house: House) -> None:
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


async def test_a_whole_conversation_by_webhook(house: House) -> None:
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
