"""What a platform reports about a message after it took it: how far it got, in the house's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bots.outcome import SendOutcome
from conversation.messages import Channel

Delivery = Literal["accepted", "sending", "sent", "delivered", "read", "undelivered", "failed", "cancelled"]

RANKS: dict[Delivery, int] = {
    "accepted": 0,
    "sending": 1,
    "sent": 2,
    "undelivered": 3,
    "failed": 3,
    "cancelled": 3,
    "delivered": 3,
    "read": 4,
}
"""How far along each word is. Reports come doubled and out of order, so a message only moves to a higher rank."""

FAILED: tuple[Delivery, ...] = ("undelivered", "failed", "cancelled")

UNREACHABLE = ("30003",)
"""Codes that say: nobody was there just now. The number is good, so it is tried elsewhere, or once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """One report. `key` is the outbox row's, `code` the platform's error code ("" = none).

    `meaning` is what that code says about the address, in the words of sending; None where nothing went wrong.
    """

    channel: Channel
    key: str
    provider_id: str
    status: Delivery
    code: str = ""
    meaning: SendOutcome | None = None
