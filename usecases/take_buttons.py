"""Takes the buttons away below a question that was answered by typing: a tap's own message loses them with the tap."""

from __future__ import annotations

from functools import partial
from typing import cast

import anyio

from conversation.messages import Channel, Inbound
from storage.database import Store
from storage.outbox import OutboxRow, sent_of_step
from usecases.protocols import Bot

PATIENCE_S = 5.0  # nobody's next message waits longer for an ornament


async def take_buttons(store: Store, bot: Bot, row: OutboxRow, step: str) -> None:
    """What this row's session asked at `step` loses its buttons; best effort, late taps are understood all the same."""
    with anyio.move_on_after(PATIENCE_S):
        await _take(store, bot, row, step)


async def _take(store: Store, bot: Bot, row: OutboxRow, step: str) -> None:
    for message in await store.read(partial(sent_of_step, row=row, step=step)):
        channel = cast("Channel", row.channel)
        await bot.acknowledge(
            Inbound(channel=channel, sender=row.address, message_id="", kind="button", source=message)
        )
