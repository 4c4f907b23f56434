"""The next moment at which any row is due: contacts, also those that are asked again every hour, and conversations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from storage.contacts import contacts
from storage.customers import customers
from storage.database import Store
from storage.next_due import next_moment
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def write(tx: Transaction) -> None:
    """One customer; a contact that waits for him every hour, one of tomorrow, one that is over."""
    tx.execute(customers.insert(), {"id": "ada", "created_at": NOON, "updated_at": NOON})
    for name, hours, state, rule in (
        ("busy", 1, "planned", "another conversation is going on"),
        ("later", 24, "planned", ""),
        ("over", 0.5, "opened", ""),
    ):
        due = NOON + timedelta(hours=hours)
        row = {"id": name, "customer_id": "ada", "journey": "trip", "contact": name, "flow": "f", "purpose": "survey"}
        dates = {"due_at": due, "planned_for": due, "created_at": NOON}
        tx.execute(contacts.insert(), row | dates | {"state": state, "rule": rule})


async def test_the_next_moment_is_the_earliest_that_still_waits(store: Store) -> None:
    """What is settled has no moment any more; nothing ahead is None."""
    await store.run(write)
    ahead = [NOON + timedelta(hours=hours) for hours in (0, 1, 24)]
    moments = [await store.read(partial(next_moment, after=after)) for after in ahead]
    assert moments == [NOON + timedelta(hours=1), NOON + timedelta(hours=24), None]
