"""How many customers have gone through a flow to its end, which a flow's quota is measured by."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.customers import add_customer
from storage.database import Store
from storage.responses import answers, completed_responses, responses
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 7, 1, tzinfo=UTC)


def responses_of_every_kind(tx: Transaction) -> None:
    """Two complete ones, one of them invented, one that waits and one of another flow."""
    add_customer(tx, {"id": "c1", "created_at": NOW, "updated_at": NOW})
    shared = {"customer_id": "c1", "channel": "sms", "language": "de", "started_at": NOW}
    rows = [
        {"id": "r1", "flow": "nps", "state": "completed", "sample": False},
        {"id": "r2", "flow": "nps", "state": "completed", "sample": True},
        {"id": "r3", "flow": "nps", "state": "asking", "sample": False},
        {"id": "r4", "flow": "ces", "state": "completed", "sample": False},
    ]
    tx.execute(responses.insert(), [shared | row for row in rows])
    answer = {"id": "r1.q", "response_id": "r1", "step": "q", "kind": "ask_score", "at": NOW, "wording": "0a1b2c3d"}
    tx.execute(answers.insert(), [answer])


async def test_only_complete_and_real_responses_of_the_flow_count(store: Store) -> None:
    """What is open, invented or of another flow does not fill a quota; a score keeps its wording."""
    await store.run(responses_of_every_kind)
    assert await store.read(lambda tx: completed_responses(tx, "nps")) == 1
    assert await store.read(lambda tx: completed_responses(tx, "none")) == 0
    assert await store.read(lambda tx: tx.execute(answers.select()).one().wording) == "0a1b2c3d"
