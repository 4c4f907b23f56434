"""What a bot may ask about the message it is just sending: when the customer last wrote, and what asks him."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """`last_inbound_at` is the business clock's; None: the customer has never written from this address.

    `flow` and `step` say what the message belongs to, "" for the product's own texts. `quiet_from` is when the
    customer's quiet hours begin, for messages that open a conversation and where that is soon.
    """

    last_inbound_at: datetime | None = None
    flow: str = ""
    step: str = ""
    quiet_from: datetime | None = None


Recall = Callable[[str, datetime], Awaitable[Occasion]]
"""Given the outbox row's key and the business time; asked at the moment of sending (usecases/recall_occasion)."""


async def nothing_known(_key: str, _now: datetime) -> Occasion:
    """Where nobody can be asked: the window is closed, and no quiet hours are near."""
    return Occasion()
