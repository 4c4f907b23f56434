"""When messages came in lately, by channel: what the silence alarm looks at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage.inbox import inbox
from storage.transactions import Transaction

LATEST = 2000  # messages over all channels


def latest_arrivals(tx: Transaction) -> dict[str, list[datetime]]:
    """The moments of the latest messages of each channel, oldest first."""
    found: dict[str, list[datetime]] = {}
    query = select(inbox.c.channel, inbox.c.accepted_at).order_by(inbox.c.id.desc()).limit(LATEST)
    for channel, at in tx.execute(query):
        found.setdefault(channel, []).append(at)
    return {channel: moments[::-1] for channel, moments in found.items()}
