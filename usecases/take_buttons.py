"""Takes the buttons away below a question that was answered by typing: a tap's own message loses them with the tap."""

from __future__ import annotations

from functools import partial
from typing import cast

from conversation.messages import Channel, Inbound
from storage.database import Store
from storage.outbox import OutboxRow, sent_of_step
from usecases.protocols import Bot


async def take_buttons(store: Store, bot: Bot, row: OutboxRow, step: str) -> None:
    """What this row's session asked at `step` loses its buttons; best effort, late taps are understood all the same."""
    for message in await store.read(partial(sent_of_step, row=row, step=step)):
        channel = cast("Channel", row.channel)
        await bot.acknowledge(
            Inbound(channel=channel, sender=row.address, message_id="", kind="button", source=message)
        )
