"""A process that posts what is due to one endpoint and is killed meanwhile: python -m tests.usecases.post_and_hang."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import anyio

from bots.webhook_sender import Target, WebhookSender
from storage.database import open_store
from usecases.post_webhooks import post_webhooks


async def main(*arguments: str) -> None:
    """One tick: the database's URL, the endpoint's, its secret, the time."""
    database, endpoint, secret, now = arguments
    store, sender = open_store(database), WebhookSender({"crm": Target(endpoint, secret)}, timeout_s=60)
    await post_webhooks(
        store, sender=sender, now=datetime.fromisoformat(now), wall=lambda: datetime.now(UTC), jitter=lambda: 0.5
    )


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
