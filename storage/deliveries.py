"""How far a message got after it left: its outbox row, found by the key that went out with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.outbox import outbox
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message on its way; `outcome` begins with the last word reported."""

    id: int
    key: str
    channel: str
    address: str
    state: str
    outcome: str


_BY_KEY = select(*(outbox.c[name] for name in DeliveryRow.__slots__)).where(
    outbox.c.key.in_(bindparam("keys", expanding=True))
)


def deliveries(tx: Transaction, keys: Iterable[str]) -> dict[str, DeliveryRow]:
    """The messages by their keys; unknown keys are missing."""
    wanted = list(keys)
    return {row.key: DeliveryRow(*row) for row in tx.execute(_BY_KEY, {"keys": wanted})} if wanted else {}


def note_delivery(tx: Transaction, row_id: int, outcome: str) -> None:
    """The last word on a message; its state stays."""
    tx.execute(outbox.update().where(outbox.c.id == row_id).values(outcome=outcome))


def settle_doubt(tx: Transaction, row_id: int, *, outcome: str, provider_id: str, now: datetime) -> None:
    """A message that was in doubt did arrive at the platform: it is not sent again."""
    sent = {"state": "sent", "outcome": outcome, "provider_id": provider_id, "settled_at": now, "lease_until": None}
    tx.execute(outbox.update().where(outbox.c.id == row_id, outbox.c.state.in_(("waiting", "in_doubt"))).values(sent))
