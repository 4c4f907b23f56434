"""What is known of an outbox row at the moment of sending: its step and flow, when its customer last wrote there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.customers import addresses
from storage.outbox import outbox
from storage.sessions import sessions
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class OccasionRow:
    """`flow` is None for the product's own texts, `last_inbound_at` where the customer has never written.

    `contact_id` is set where the message opens a conversation.
    """

    step: str
    flow: str | None
    last_inbound_at: datetime | None
    contact_id: str | None


_OCCASION = (
    select(outbox.c.step, sessions.c.flow, addresses.c.last_inbound_at, outbox.c.contact_id)
    .select_from(
        outbox.outerjoin(sessions, sessions.c.id == outbox.c.session_id).outerjoin(
            addresses,
            (addresses.c.channel == outbox.c.channel) & (addresses.c.platform_id == outbox.c.address),
        )
    )
    .where(outbox.c.key == bindparam("key"))
)


def occasion_of(tx: Transaction, key: str) -> OccasionRow | None:
    """The occasion of one outbox row by its key."""
    row = tx.execute(_OCCASION, {"key": key}).first()
    return OccasionRow(*row) if row is not None else None
