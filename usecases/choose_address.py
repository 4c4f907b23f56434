"""Chooses where a customer is written to: the one place that says which of his channels comes first.

In this order: open and untried · the channel he prefers · one that reaches him now · the one heard last.
A web chat reaches him only while he looks at it, so it comes last unless he has just written there.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime, timedelta
from typing import cast

from conversation.capabilities import CAPABILITIES
from conversation.messages import Channel
from storage.columns import JsonObject
from storage.customers import AddressRow

PREFERRED = "preferred_channel"  # a customer's attribute, as the API, an import or a flow writes it
STILL_LOOKING = timedelta(minutes=30)  # how long after his last message a web chat counts as open on his screen


def preferred_channel(attributes: JsonObject) -> str:
    """The channel this customer prefers ("" = he never said)."""
    return str(attributes.get(PREFERRED, ""))


def choose_address(
    addresses: Sequence[AddressRow], preferred: str, *, now: datetime, tried: Container[str] = ()
) -> AddressRow | None:
    """The address to use, None where none is left; `tried` are ids of addresses that have failed already."""
    left = [address for address in addresses if address.state == "open" and address.id not in tried]
    return min(
        left,
        key=lambda address: (address.channel != preferred, not _reaches(address, now), -_heard(address)),
        default=None,
    )


def _reaches(address: AddressRow, now: datetime) -> bool:
    """Whether a message would be seen: we may write first, or he has opened the chat himself."""
    if address.channel == "webchat":
        return address.last_inbound_at is not None and now - address.last_inbound_at <= STILL_LOOKING
    return CAPABILITIES[cast("Channel", address.channel)].we_may_open or address.last_inbound_at is not None


def _heard(address: AddressRow) -> float:
    return address.last_inbound_at.timestamp() if address.last_inbound_at else 0.0
