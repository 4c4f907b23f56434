"""What was said last at an address, whoever said it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from storage.outbox import outbox
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Said:
    """One message of ours: its session ("" = none, as of a person's), its step, and the saved prompt."""

    session_id: str
    step: str
    prompt: dict[str, Any]


def said_last(tx: Transaction, channel: str, address: str, limit: int) -> list[Said]:
    """The newest messages that have left for an address, or are about to, the newest first."""
    here = (outbox.c.channel == channel) & (outbox.c.address == address) & (outbox.c.state != "refused")
    query = select(outbox.c.session_id, outbox.c.step, outbox.c.prompt).where(here)
    return [Said(row[0] or "", row[1], row[2]) for row in tx.execute(query.order_by(outbox.c.id.desc()).limit(limit))]
