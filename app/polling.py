"""Telegram by long polling: fetch, accept durably, and only then tell Telegram that it arrived."""

from __future__ import annotations

import asyncio

import structlog

from app.intake import take_in
from app.wiring import House
from bots.telegram import TelegramBot
from conversation.messages import Inbound

PAUSE_S = 2.0


async def poll_for_ever(house: House, bot: TelegramBot) -> None:
    """Poll until cancelled. The offset that confirms a message is sent only after the message is in the inbox."""
    offset: int | None = None
    said = ""
    acknowledging: set[asyncio.Task[None]] = set()
    while True:
        try:
            messages, following = await bot.poll(offset)
            await take_in(house, messages)
        except Exception as broken:  # the same messages come again with the next poll
            structlog.get_logger().error("polling failed", exc_info=broken)
            await asyncio.sleep(PAUSE_S)
            continue
        offset = following
        if bot.last_problem != said:
            said = bot.last_problem
            structlog.get_logger().warning("polling telegram", problem=said, way_out="run `echoloop doctor`")
        for message in messages:
            if message.callback:
                task = asyncio.create_task(_acknowledge(bot, message))
                acknowledging.add(task)
                task.add_done_callback(acknowledging.discard)


async def _acknowledge(bot: TelegramBot, message: Inbound) -> None:
    """Stop the spinner; best effort."""
    await bot.acknowledge(message)
