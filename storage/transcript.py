"""What was said at one address, both sides in order: the web chat's page and the desk read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.inbox import inbox
from storage.outbox import outbox
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message: `ours` tells the side; `body` is the saved prompt (ours) or the saved inbound message (theirs)."""

    ours: bool
    row: int
    at: datetime
    body: dict[str, Any]
    step: str = ""  # of ours: what it was said for


def transcript(
    tx: Transaction, *, channel: str, address: str, limit: int = 200, on_its_way: bool = False
) -> list[Line]:
    """The newest `limit` messages of each side, oldest first; of ours only those that were sent.

    `on_its_way`: also those that are about to be, and all of ours by the moment they were written.
    """
    until = outbox.c.state != "refused" if on_its_way else outbox.c.state == "sent"
    moment = outbox.c.created_at if on_its_way else outbox.c.settled_at
    theirs = (
        select(inbox.c.id, inbox.c.accepted_at, inbox.c.message)
        .where(inbox.c.channel == channel, inbox.c.sender == address)
        .order_by(inbox.c.id.desc())
        .limit(limit)
    )
    ours = (
        select(outbox.c.id, moment, outbox.c.prompt, outbox.c.step)
        .where(outbox.c.channel == channel, outbox.c.address == address, until)
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    lines = [Line(ours=False, row=row, at=at, body=body) for row, at, body in tx.execute(theirs)]
    lines += [Line(ours=True, row=row, at=at, body=body, step=step) for row, at, body, step in tx.execute(ours)]
    return sorted(lines, key=lambda line: (line.at, line.ours, line.row))
