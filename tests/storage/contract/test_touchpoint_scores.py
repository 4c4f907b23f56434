"""Touchpoints are counted by customers: the last word of each, within the period, and nothing without a touchpoint."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.customers import customer_attributes, customers
from storage.database import Store
from storage.responses import answers, responses
from storage.touchpoint_scores import TouchpointBand, touchpoint_bands
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
GIVEN = (  # customer, touchpoint, hours ago, band, sample
    ("ada", "hotel", 50, "dissatisfied", False),
    ("ada", "hotel", 2, "satisfied", False),
    ("ben", "hotel", 3, "satisfied", True),
    ("ben", "", 4, "neutral", False),
    ("ben", "bus", 5000, "neutral", False),
)


def write(tx: Transaction) -> None:
    """Two customers, five answers."""
    for name in ("ada", "ben"):
        row = {"id": name, "created_at": NOON, "updated_at": NOON, "attributes": {"of": name}}
        tx.execute(customers.insert(), row)
    tx.execute(customers.insert(), {"id": "cid", "created_at": NOON, "updated_at": NOON, "erased_at": NOON})
    for number, (who, touchpoint, hours, band, sample) in enumerate(GIVEN):
        at = NOON - timedelta(hours=hours)
        response = {"id": f"r{number}", "customer_id": who, "flow": "f", "channel": "sms", "started_at": at}
        tx.execute(responses.insert(), response | {"touchpoint": touchpoint, "sample": sample})
        answer = {"id": f"a{number}", "response_id": f"r{number}", "step": "s", "kind": "ask_score", "at": at}
        tx.execute(answers.insert(), answer | {"scale": "csat", "score": 1.0, "band": band})


async def test_the_last_word_of_each_customer_counts(store: Store) -> None:
    """Ada changed her mind: she counts once, as satisfied; the old and the placeless answers are not there."""
    await store.run(write)
    found = await store.read(lambda tx: touchpoint_bands(tx, since=NOON - timedelta(days=90), until=NOON))
    assert found == [TouchpointBand("hotel", "csat", "satisfied", 2, 1)]


async def test_attributes_of_everybody_who_was_not_erased(store: Store) -> None:
    """One after the other, in a fixed order."""
    await store.run(write)
    assert await store.read(lambda tx: list(customer_attributes(tx))) == [{"of": "ada"}, {"of": "ben"}]
