"""Tells the company's own systems what has happened: claims what is due, posts it signed, tries again, gives up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import anyio

from bots.outcome import Refused, RetryLater, Sent
from bots.webhook_sender import PostOutcome, WebhookSender
from storage.database import Store
from storage.transactions import Transaction
from storage.webhooks import WebhookPost, anything_to_post, claim_webhook_posts, settle_webhook_post, silence_endpoint

PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""Between the tries, as Standard Webhooks proposes; after the last one a post is given up."""
LONGEST_PAUSE_S = 24 * 3600.0
LEASE = timedelta(minutes=5)
AT_ONCE = 8
LOG = logging.getLogger(__name__)


async def post_webhooks(
    store: Store,
    *,
    sender: WebhookSender,
    now: datetime,
    wall: Callable[[], datetime],
    jitter: Callable[[], float],
    limit: int = 64,
) -> int:
    """Post what is due; returns how many were tried. `wall` is the clock of signatures, `jitter` gives 0..1.

    A row that was posted and never settled (the process died) is posted again after its lease: its id is the same.
    """
    if not await store.read(partial(anything_to_post, now=now)):
        return 0
    posts = await store.run(partial(claim_webhook_posts, now=now, until=now + LEASE, limit=limit))
    slots = anyio.CapacityLimiter(AT_ONCE)

    async def one(post: WebhookPost) -> None:
        async with slots:
            outcome = await sender.post(post.endpoint, post.body, message_id=post.message_id, now=wall())
        spread = 0.8 + 0.4 * jitter()
        await store.run(lambda tx: settle(tx, post, outcome, spread=spread, now=now))

    async with anyio.create_task_group() as group:
        for post in posts:
            group.start_soon(one, post)
    return len(posts)


def settle(tx: Transaction, post: WebhookPost, outcome: PostOutcome, *, spread: float, now: datetime) -> None:
    """Write down what became of one try; who is gone, or took nothing for three days, is silenced and told of."""
    match outcome:
        case Sent(status):
            settle_webhook_post(tx, post.id, state="sent", outcome=f"status {status}", due_at=now, settled_at=now)
        case RetryLater(reason, after_s) if post.tries < len(PAUSES):
            pause = PAUSES[post.tries] * spread
            if after_s is not None:
                pause = max(pause, timedelta(seconds=min(after_s, LONGEST_PAUSE_S)))
            settle_webhook_post(tx, post.id, state="waiting", outcome=reason, due_at=now + pause, settled_at=None)
        case RetryLater(reason) | Refused(reason):
            settle_webhook_post(tx, post.id, state="dead", outcome=reason, due_at=now, settled_at=now)
            if silence_endpoint(tx, post.endpoint, why=reason, now=now):
                LOG.error(
                    "webhook endpoint %s is silenced (%s): mend it, then `echoloop webhooks retry %s`",
                    post.endpoint,
                    reason,
                    post.endpoint,
                )
