"""What to do with a message of which the platform says later that nobody was there: his next channel, or once more."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.moving import send_again
from storage.outbox import OutboxRow
from storage.transactions import Transaction
from usecases.next_channel import move_on

ONCE_MORE_AFTER = timedelta(minutes=15)


def try_elsewhere(tx: Transaction, row: OutboxRow, *, why: str, now: datetime) -> bool:
    """Go on at the customer's next channel; without one, what opens a conversation is sent here once more.

    A message within a conversation is not: he has just written, and what follows would wait behind it.
    """
    if move_on(tx, row, why=why, now=now):
        return True
    if row.contact_id is None or row.tries > 1:
        return False
    send_again(tx, row, why=f"once more: {why}", due_at=now + ONCE_MORE_AFTER)
    return True
