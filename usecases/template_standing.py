"""What stands against opening a contact by WhatsApp, where that is the only way to its customer at that moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from bots.whatsapp_window import window_open
from conversation.capabilities import CAPABILITIES
from conversation.messages import Channel
from storage.customers import AddressRow
from storage.templates import TemplateRow
from usecases.choose_address import choose_address
from usecases.sync_templates import Key


def stands_against(
    registry: Mapping[Key, TemplateRow],
    addresses: Sequence[AddressRow],
    preferred: str,
    *,
    opening: Key,
    now: datetime,
) -> TemplateRow | None:
    """The template that cannot be used though the message needs it; None where nothing stands against it.

    Nothing does while the window is open, or where the customer's next channel would take the message.
    """
    row = registry.get(opening)
    if row is None or not row.problem:
        return None
    first = choose_address(addresses, preferred, now=now)
    if first is None or first.channel != "whatsapp" or window_open(first.last_inbound_at, now):
        return None
    tried = {address.id for address in addresses if address.channel == "whatsapp"}
    other = choose_address(addresses, preferred, now=now, tried=tried)
    return row if other is None or not _reaches(other) else None


def _reaches(address: AddressRow) -> bool:
    """Whether we may write there: a web chat would keep the message where nobody looks."""
    if address.channel == "webchat":
        return False
    return CAPABILITIES[cast("Channel", address.channel)].we_may_open or address.last_inbound_at is not None
