"""Forgets what nobody asks for any more: fired ticks and the keys of old API calls."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.bundles import forget_fires
from storage.database import Store
from storage.purchases import forget_calls
from storage.transactions import Transaction

FIRES_KEPT = timedelta(days=2)
CALLS_KEPT = timedelta(days=30)


async def prune(store: Store, *, wall: datetime, business: datetime) -> int:
    """Delete fires (wall time) and idempotency keys (business time) that are old; returns how many rows went."""

    def work(tx: Transaction) -> int:
        return forget_fires(tx, before=wall - FIRES_KEPT) + forget_calls(tx, before=business - CALLS_KEPT)

    return await store.run(work)
