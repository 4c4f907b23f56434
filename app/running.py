"""Everything that runs by itself in a process: drains, ticks, and what calls Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from app.polling import poll_for_ever
from app.reading import warm_up
from app.stages import make_runner, sending
from app.wiring import House
from bots.outcome import SendOutcome
from bots.telegram import TelegramBot
from scheduler.runner import Runner
from usecases.deliver import recover


@asynccontextmanager
async def running(house: House) -> AsyncIterator[Runner]:
    """Run the house until the block ends; what waits in the database is swept up at the start."""
    await recover(house.store, now=house.clocks.business(), sending=sending(house))
    runner = make_runner(house)
    warming = asyncio.create_task(warm_up(house.reader), name="load the model")
    async with runner.running():
        telegram = house.bots.get("telegram")
        polling = await _connect(house, telegram) if isinstance(telegram, TelegramBot) else None
        try:
            yield runner
        finally:
            warming.cancel()
            if polling is not None:
                polling.cancel()
                await asyncio.wait([polling])


async def _connect(house: House, telegram: TelegramBot) -> asyncio.Task[None] | None:
    """Start polling, or tell Telegram our webhook. Where Telegram cannot be reached the rest runs all the same."""
    if house.settings.channels.telegram.mode == "polling":
        _say(await telegram.delete_webhook(), "deleting the webhook")
        return asyncio.create_task(poll_for_ever(house, telegram), name="poll telegram")
    _say(await telegram.set_webhook(f"{house.settings.base_url}/webhooks/telegram"), "setting the webhook")
    return None


def _say(refusal: SendOutcome | None, what: str) -> None:
    """Log what Telegram refused, with the way out."""
    if refusal is not None:
        structlog.get_logger().warning(
            "telegram refused", what=what, why=getattr(refusal, "reason", ""), way_out="run `echoloop doctor`"
        )
