"""What a message has cost: segments and price, one row an outbox row, written when it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Integer, String, Table, func, select

from storage.columns import METADATA, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert

MICROS = 1_000_000

message_costs = Table(
    "message_costs",
    METADATA,
    Column("outbox_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", String, nullable=False),
    Column("country", String, nullable=False, default=""),
    Column("segments", Integer, nullable=False),
    Column("micros", BigInteger, nullable=False),  # millionths of the currency's unit
    Column("currency", String, nullable=False, default=""),  # "" where no price is known
    Column("at", UtcDateTime, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSum:
    """What the messages of one channel to one country have cost in a time."""

    channel: str
    country: str
    currency: str
    messages: int
    segments: int
    micros: int


def note_cost(
    tx: Transaction,
    *,
    outbox_id: int,
    channel: str,
    country: str,
    segments: int,
    micros: int,
    currency: str,
    now: datetime,
) -> None:
    """Add what a try of a message has cost: one that was sent again costs again."""
    row = {
        "outbox_id": outbox_id,
        "channel": channel,
        "country": country,
        "segments": segments,
        "micros": micros,
        "currency": currency,
        "at": now,
    }
    statement = insert(tx, message_costs).values(row)
    more = {
        "segments": message_costs.c.segments + statement.excluded.segments,
        "micros": message_costs.c.micros + statement.excluded.micros,
    }
    tx.execute(statement.on_conflict_do_update(index_elements=["outbox_id"], set_=more))


def costs(tx: Transaction, *, since: datetime, until: datetime) -> list[CostSum]:
    """What was spent in [since, until), by channel and country, the dearest first."""
    keys = (message_costs.c.channel, message_costs.c.country, message_costs.c.currency)
    query = (
        select(
            *keys,
            func.count().label("messages"),
            func.sum(message_costs.c.segments).label("segments"),
            func.sum(message_costs.c.micros).label("micros"),
        )
        .where(message_costs.c.at >= since, message_costs.c.at < until)
        .group_by(*keys)
        .order_by(func.sum(message_costs.c.micros).desc(), *keys)
    )
    return [
        CostSum(**{**row, "segments": int(row["segments"]), "micros": int(row["micros"])})
        for row in tx.execute(query).mappings()
    ]
