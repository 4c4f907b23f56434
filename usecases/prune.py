"""Forgets what nobody asks for any more: fired ticks, the keys of old API calls, yesterday's visitors of pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.bundles import forget_fires
from storage.database import Store
from storage.pages import forget_visitors
from storage.purchases import forget_calls
from storage.quotas import forget_uses
from storage.transactions import Transaction
from storage.webhooks import forget_webhook_posts

FIRES_KEPT = timedelta(days=2)
CALLS_KEPT = timedelta(days=30)
USES_KEPT = timedelta(days=400)  # longer than any sensible window of a quota
EVERYWHERE = timedelta(hours=12)  # after midnight UTC until a day is over in every zone


async def prune(store: Store, *, wall: datetime, business: datetime) -> int:
    """Delete old fires (wall time), idempotency keys and visitors' hashes (business time); returns how many."""

    def work(tx: Transaction) -> int:
        fires, calls = forget_fires(tx, before=wall - FIRES_KEPT), forget_calls(tx, before=business - CALLS_KEPT)
        fires += forget_uses(tx, before=business - USES_KEPT)
        fires += forget_webhook_posts(tx, before=business - CALLS_KEPT)
        return fires + calls + forget_visitors(tx, before=(business - EVERYWHERE).date())

    return await store.run(work, order="later")
