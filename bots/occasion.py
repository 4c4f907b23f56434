"""What a bot may ask about the message it is just sending: when the customer last wrote, and what asks him."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """`last_inbound_at` is the business clock's; None: the customer has never written from this address.

    `flow` and `step` say what the message belongs to, "" for the product's own texts.
    """

    last_inbound_at: datetime | None = None
    flow: str = ""
    step: str = ""


Recall = Callable[[str, str], Awaitable[Occasion]]
"""Given an address and the outbox row's key; asked at the moment of sending (usecases/recall_occasion)."""
