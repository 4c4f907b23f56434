"""Recalls what a bot must know of a message it is just sending: WhatsApp's 24-hour window hangs on it."""

from __future__ import annotations

from functools import partial

from bots.occasion import Occasion
from storage.database import Store
from storage.occasions import occasion_of


async def recall_occasion(store: Store, _address: str, key: str) -> Occasion:
    """The occasion of the outbox row with this key; an empty one, with its window closed, where there is no such row.

    The session's flow counts only with its own steps; the product's own texts have none.
    """
    row = await store.read(partial(occasion_of, key=key))
    if row is None:
        return Occasion()
    return Occasion(last_inbound_at=row.last_inbound_at, flow=row.flow or "", step=row.step if row.flow else "")
