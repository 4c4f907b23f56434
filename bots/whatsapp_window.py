"""WhatsApp's 24 hours after a customer's last message: in them anything may be written, later only templates."""

from __future__ import annotations

from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=10)


def window_open(last_inbound_at: datetime | None, now: datetime) -> bool:
    """Whether free text still arrives: the customer wrote within the last 24 hours, less a margin for the way."""
    return last_inbound_at is not None and now - last_inbound_at < WINDOW - MARGIN
