"""Sends messages again that were given up or are in doubt, or drops what should not leave, by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.bundles import write_audit
from storage.columns import JsonObject
from storage.database import Store
from storage.outbox_listing import change_row, standing_of
from storage.transactions import Transaction

Wish = Literal["retry", "drop"]
RETRYABLE = ("waiting", "in_doubt", "refused")
DROPPABLE = ("waiting", "in_doubt")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the wish for one message; `why` is "" where it was done."""

    row_id: int
    why: str


async def retry_outbox(
    store: Store, row_ids: Sequence[int], *, who: str, new_id: Callable[[], str], now: datetime
) -> list[Outcome]:
    """Let these messages leave again as if for the first time; one outcome each, with an audit line where it was done.

    A message returns to its old place: what was written to the same address after it waits behind it. Nothing is sent
    to an address that is closed, and nothing of a conversation that is over.
    """
    return await store.run(lambda tx: [_change(tx, row_id, "retry", who, new_id, now) for row_id in row_ids])


async def drop_outbox(
    store: Store, row_ids: Sequence[int], *, who: str, new_id: Callable[[], str], now: datetime
) -> list[Outcome]:
    """Never send these messages; what waits behind them may leave."""
    return await store.run(lambda tx: [_change(tx, row_id, "drop", who, new_id, now) for row_id in row_ids])


def _change(tx: Transaction, row_id: int, wish: Wish, who: str, new_id: Callable[[], str], now: datetime) -> Outcome:
    row = standing_of(tx, row_id)
    why = _obstacle(row, wish)
    if row is None or why:
        return Outcome(row_id, why)
    if wish == "retry":
        change_row(
            tx, row_id, in_state=row["state"], state="waiting", why="retried by hand", due_at=now, settled_at=None
        )
    else:
        change_row(
            tx, row_id, in_state=row["state"], state="refused", why=f"dropped by {who}", due_at=now, settled_at=now
        )
    subject = row["customer_id"] or ""
    write_audit(tx, new_id(), who=who, what=f"outbox {wish}", subject=subject, detail={"row": str(row_id)}, now=now)
    return Outcome(row_id, "")


def _obstacle(row: JsonObject | None, wish: Wish) -> str:
    """Why it cannot be done ("" = it can)."""
    if row is None:
        return "there is no such message"
    if row["state"] not in (RETRYABLE if wish == "retry" else DROPPABLE):
        return {"sent": "it was sent", "sending": "it is being sent"}.get(row["state"], "it was given up already")
    if wish == "drop":
        return ""
    if row["address"] not in (None, "open"):
        return f"its address is {row['address']}"
    if row["session"] not in (None, "asking", "completed"):
        return f"its conversation is over ({row['session']})"
    return ""
