"""Comments with their newest reading and the score beside them, and answered contacts by flow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.comments import CommentRow, FunnelRow, comments_since, funnels_since
from storage.contacts import contacts
from storage.customers import customers
from storage.database import Store
from storage.responses import answers, readings, responses
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def write(tx: Transaction) -> None:
    """Three surveys: one answered to the end and read twice, one half answered, one not at all."""
    tx.execute(customers.insert(), {"id": "ada", "created_at": NOON, "updated_at": NOON})
    for number, state in enumerate(("completed", "expired", "")):
        contact = {"id": f"t{number}", "customer_id": "ada", "journey": "trip", "contact": f"{number}", "flow": "nps"}
        times = {"due_at": NOON, "planned_for": NOON, "created_at": NOON, "settled_at": NOON, "state": "opened"}
        tx.execute(contacts.insert(), contact | times | {"purpose": "survey"})
        if not state:
            continue
        response = {"id": f"r{number}", "customer_id": "ada", "contact_id": f"t{number}", "flow": "nps", "state": state}
        tx.execute(responses.insert(), response | {"channel": "sms", "started_at": NOON})
        score = {"id": f"s{number}", "response_id": f"r{number}", "step": "score", "kind": "ask_score", "scale": "nps"}
        tx.execute(answers.insert(), score | {"score": 9.0, "band": "promoter", "at": NOON})
    text = {"id": "w", "response_id": "r0", "step": "why", "kind": "ask_text", "text": "fine", "at": NOON}
    tx.execute(answers.insert(), text)
    for number, sentiment in enumerate(("negative", "positive")):
        reading = {"id": f"m{number}", "answer_id": "w", "sentiment": sentiment, "confidence": 0.9, "kind": "feedback"}
        reading |= {"topics": [{"topic": "food", "confidence": 0.8}], "model": "m", "at": NOON + number * DAY}
        tx.execute(readings.insert(), reading)


async def test_a_comment_has_its_newest_reading_and_its_score(store: Store) -> None:
    """Read again, it is positive; the promoter's nine stands beside it; older comments are not there."""
    await store.run(write)
    found = await store.read(lambda tx: list(comments_since(tx, NOON)))
    assert found == [CommentRow("positive", ("food",), "promoter")]
    assert await store.read(lambda tx: list(comments_since(tx, NOON + DAY))) == []


async def test_a_contact_counts_once_in_the_funnel(store: Store) -> None:
    """Three asked, two answered, one to the end, though the first gave two answers."""
    await store.run(write)
    assert await store.read(lambda tx: funnels_since(tx, NOON)) == [FunnelRow("nps", 3, 2, 1)]
