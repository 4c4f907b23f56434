"""A channel's pace where several processes send: one row says when the next message may leave, by the database's time.

A process books its message's moment there and waits for it by itself; so all together keep the one pace, whoever comes
and goes.
"""

from __future__ import annotations

from sqlalchemy import Column, String, Table, text

from storage.columns import METADATA, UtcDateTime
from storage.transactions import Transaction

paces = Table(
    "paces",
    METADATA,
    Column("channel", String, primary_key=True),
    Column("free_at", UtcDateTime, nullable=False),  # when the next message may leave
)

_BOOK = text(
    """
    INSERT INTO paces AS mine (channel, free_at) VALUES (:channel, clock_timestamp() + :gap * interval '1 second')
    ON CONFLICT (channel) DO UPDATE
    SET free_at = greatest(mine.free_at, clock_timestamp()) + :gap * interval '1 second'
    WHERE mine.free_at <= clock_timestamp() + :patience * interval '1 second'
    RETURNING greatest(extract(epoch FROM free_at - clock_timestamp()) - :gap, 0)
    """
)
_AHEAD = text("SELECT extract(epoch FROM free_at - clock_timestamp()) FROM paces WHERE channel = :channel")


def book(tx: Transaction, channel: str, *, gap_s: float, patience_s: float) -> tuple[bool, float]:
    """Book the next moment of a channel: True and the seconds until it, or False where that is beyond the patience,
    and the seconds after which to ask again. `gap_s` is how long the message keeps the channel to itself. PostgreSQL
    only: one process paces itself."""
    booked = tx.execute(_BOOK, {"channel": channel, "gap": gap_s, "patience": patience_s}).scalar()
    if booked is not None:
        return True, float(booked)
    ahead = tx.execute(_AHEAD, {"channel": channel}).scalar()
    return False, max(float(ahead or 0.0) - patience_s, gap_s)
