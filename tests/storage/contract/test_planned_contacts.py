"""Planned contacts as the forecast reads them: by customer, counted, by moment, and who is due next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.answered import answered_by_journey
from storage.contacts import contacts, count_planned, next_customers, planned_by_customer, planned_days, planned_of
from storage.customers import customers
from storage.database import Store
from storage.responses import answers, responses
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
DUE = "SELECT id FROM contacts WHERE state = 'planned' AND due_at <= '2027' ORDER BY due_at, rank, id LIMIT 64"
DAY = timedelta(days=1)
ROWS = (  # id, customer, journey, days ahead, state
    ("1", "ben", "trip", 3, "planned"),
    ("2", "ada", "trip", 5, "planned"),
    ("3", "ada", "gift", 1, "planned"),
    ("4", "ada", "trip", 90, "planned"),
    ("5", "ben", "trip", 2, "opened"),
    ("6", "ben", "gift", 3, "planned"),
)


def write(tx: Transaction) -> None:
    """Two customers, six contacts, one of them opened and answered."""
    for name in ("ada", "ben"):
        tx.execute(customers.insert(), {"id": name, "created_at": NOON, "updated_at": NOON})
    for row, who, journey, days, state in ROWS:
        due = NOON + days * DAY
        contact = {"id": row, "customer_id": who, "journey": journey, "contact": row, "flow": "f", "purpose": "survey"}
        times = {
            "due_at": due,
            "planned_for": due,
            "created_at": NOON,
            "settled_at": due if state == "opened" else None,
        }
        tx.execute(contacts.insert(), contact | times | {"state": state})
    response = {"id": "r", "customer_id": "ben", "contact_id": "5", "flow": "f", "channel": "sms", "started_at": NOON}
    tx.execute(responses.insert(), response)
    for step in ("one", "two"):
        answer = {"id": step, "response_id": "r", "step": step, "kind": "ask_text", "at": NOON}
        tx.execute(answers.insert(), answer)


async def test_by_customer_in_due_order(store: Store) -> None:
    """All of one customer stand together; what is opened or beyond the horizon is not there."""
    await store.run(write)
    until = NOON + 30 * DAY
    assert await store.read(lambda tx: [row.id for row in planned_by_customer(tx, until)]) == ["3", "2", "1", "6"]
    assert await store.read(lambda tx: count_planned(tx, until)) == 4
    assert await store.read(lambda tx: [row.id for row in planned_of(tx, ["ada"], until)]) == ["3", "2"]
    assert await store.read(lambda tx: planned_of(tx, [], until)) == []


async def test_days_and_who_is_next(store: Store) -> None:
    """Counts by moment, of all journeys or of one; the customer due first comes first."""
    await store.run(write)
    until = NOON + 30 * DAY
    days = await store.read(lambda tx: sorted(planned_days(tx, until)))
    assert days == [(NOON + DAY, 1), (NOON + 3 * DAY, 2), (NOON + 5 * DAY, 1)]
    assert await store.read(lambda tx: list(planned_days(tx, until, journey="gift"))) == [
        (NOON + DAY, 1),
        (NOON + 3 * DAY, 1),
    ]
    assert await store.read(lambda tx: next_customers(tx, until, most=9)) == ["ada", "ben"]
    assert await store.read(lambda tx: next_customers(tx, until, most=1, journey="trip")) == ["ben"]


async def test_a_contact_is_answered_once(store: Store) -> None:
    """Two answers in one response are one answered contact; before the period it does not count."""
    await store.run(write)
    assert await store.read(lambda tx: answered_by_journey(tx, since=NOON)) == {"trip": 1}
    assert await store.read(lambda tx: answered_by_journey(tx, since=NOON + 9 * DAY)) == {}


async def test_due_contacts_are_found_without_sorting_all_that_are_due(store: Store) -> None:
    """However many contacts are due at the same moment, a batch of them is read off the index in its order."""
    if store.shared:
        return  # PostgreSQL's planner decides by its statistics; the index is the same

    def plan(tx: Transaction) -> str:
        explained = f"EXPLAIN QUERY PLAN {DUE}"
        return " ".join(str(row) for row in tx.exec_driver_sql(explained))

    plan_of_it = await store.read(plan)
    assert "ix_contacts_state_due_at_rank_id" in plan_of_it
    assert "TEMP B-TREE" not in plan_of_it
