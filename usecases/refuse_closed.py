"""Refuses what waits for an address that has closed: the last look before a message leaves, whatever brought it here.

A message may have been on its way when the customer stopped: claimed, thrown back by the platform, found after a crash.
So the address itself is looked at, each time, and only the confirmation of the STOP may still leave. What is said to a
personal rating page, also by a person at the desk, is read there: that its address is closed to what we open does not
take it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conversation.system_texts import LAST_WORDS
from storage import outbox
from storage.customers import addresses_by_id
from storage.outbox import OutboxRow
from storage.page_addresses import is_page
from storage.transactions import Transaction


def refuse_closed(tx: Transaction, rows: Sequence[OutboxRow], *, now: datetime) -> list[OutboxRow]:
    """The rows that may leave; those of stopped, blocked and dead addresses are refused by that word."""
    states = {
        found.id: found.state
        for found in addresses_by_id(tx, {row.address_id for row in rows if row.address_id}).values()
    }
    free: list[OutboxRow] = []
    for row in rows:
        state = states.get(row.address_id or "", "open")
        if state == "open" or (state == "stopped" and _confirms_the_stop(tx, row)) or _stands_on_its_page(row, state):
            free.append(row)
        else:
            outbox.settle(tx, [_refused(row, state, now)])
    return free


def _confirms_the_stop(tx: Transaction, row: OutboxRow) -> bool:
    """Whether the row is the confirmation of the latest STOP: one that was thrown back is not sent beside a newer."""
    return row.step in LAST_WORDS and not outbox.followed_by(tx, row, LAST_WORDS)


def _stands_on_its_page(row: OutboxRow, state: str) -> bool:
    """Whether the row waits on a rating page until its customer opens it; what we open is not said there."""
    return state == "dead" and is_page(row.channel, row.address) and row.contact_id is None


def _refused(row: OutboxRow, why: str, now: datetime) -> dict[str, object]:
    return {
        "row": row.id,
        "to_state": "refused",
        "to_outcome": why,
        "to_provider_id": "",
        "to_due_at": now,
        "to_settled_at": now,
    }
