"""What loyalty is counted from: bookings that stand, scores, waiting cases, withdrawals, names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.buyers import BookingRow, bookings, names_of, ratings, waiting_cases, withdrawn
from storage.cases import cases
from storage.customers import consents, customers
from storage.database import Store
from storage.purchases import events, purchases
from storage.responses import answers, responses
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def people(tx: Transaction) -> None:
    """Ada, Ben and Cid, and Dora who was erased."""
    for name in ("ada", "ben", "cid", "dora"):
        row = {"id": name, "external_id": f"K-{name}", "first_name": name.title(), "created_at": NOON}
        erased = NOON if name == "dora" else None
        tx.execute(customers.insert(), row | {"updated_at": NOON, "erased_at": erased})


def buy(tx: Transaction, purchase: str, customer: str, at: datetime, **more: object) -> None:
    """One purchase."""
    row = {"id": purchase, "external_id": purchase, "customer_id": customer, "amount_minor": 100, "created_at": at}
    tx.execute(purchases.insert(), row | more)


async def test_bookings_by_customer_with_who_brought_them(store: Store) -> None:
    """Booked when the event says so; cancelled ones are not there; a recommender's number becomes our id."""

    def write(tx: Transaction) -> None:
        people(tx)
        buy(tx, "p1", "ben", NOON, attributes={"recommended_by": "K-ada"}, returns_at=NOON + DAY)
        buy(tx, "p2", "ada", NOON - DAY, attributes={"recommended_by": "K-nobody"})
        buy(tx, "p3", "ada", NOON - 2 * DAY, cancelled_at=NOON)
        buy(tx, "p4", "ada", NOON)
        event = {"id": "e", "customer_id": "ada", "purchase_id": "p4", "name": "booked", "at": NOON - 9 * DAY}
        tx.execute(events.insert(), event | {"recorded_at": NOON})

    await store.run(write)
    assert await store.read(lambda tx: list(bookings(tx))) == [
        BookingRow("ada", NOON - 9 * DAY, 100, "EUR", None, None),
        BookingRow("ada", NOON - DAY, 100, "EUR", None, None),
        BookingRow("ben", NOON, 100, "EUR", NOON + DAY, "ada"),
    ]


async def test_ratings_since_a_moment(store: Store) -> None:
    """By customer, oldest first; texts without a score and older scores are not there."""

    def write(tx: Transaction) -> None:
        people(tx)
        for number, (who, days, score) in enumerate(
            (("ben", 1, 5.0), ("ada", 2, 4.0), ("ada", 9, 1.0), ("ada", 1, None))
        ):
            response = {"id": f"r{number}", "customer_id": who, "flow": "f", "channel": "sms", "touchpoint": "hotel"}
            tx.execute(responses.insert(), response | {"started_at": NOON})
            answer = {
                "id": f"a{number}",
                "response_id": f"r{number}",
                "step": "s",
                "kind": "ask_score",
                "scale": "csat",
            }
            tx.execute(answers.insert(), answer | {"score": score, "band": "neutral", "at": NOON - days * DAY})

    await store.run(write)
    found = await store.read(lambda tx: list(ratings(tx, since=NOON - 3 * DAY)))
    assert [(row.customer_id, row.score, row.touchpoint) for row in found] == [
        ("ada", 4.0, "hotel"),
        ("ben", 5.0, "hotel"),
    ]
    only = await store.read(lambda tx: list(ratings(tx, since=NOON - 30 * DAY, customer_ids=["ada"])))
    assert [row.score for row in only] == [1.0, 4.0]


async def test_waiting_cases(store: Store) -> None:
    """An open case with the promise of its first answer; none where it was given; resolved ones do not wait."""

    def write(tx: Transaction) -> None:
        people(tx)
        for number, (who, state, answered) in enumerate(
            (("ada", "open", None), ("ben", "claimed", NOON), ("cid", "resolved", NOON))
        ):
            row = {"id": who, "number": number, "customer_id": who, "team": "care", "priority": "high", "state": state}
            row |= {"opened_at": NOON, "first_answer_due_at": NOON + DAY, "first_answer_at": answered}
            tx.execute(cases.insert(), row)

    await store.run(write)
    assert await store.read(waiting_cases) == {"ada": NOON + DAY, "ben": None}


async def test_withdrawals_are_a_no_after_a_yes(store: Store) -> None:
    """Ada said yes, then no; Ben said no from the start; Cid came back; a withdrawal before the period is forgotten."""
    ledger = (
        ("ada", True, 5),
        ("ada", False, 3),
        ("ben", False, 3),
        ("cid", True, 5),
        ("cid", False, 3),
        ("cid", True, 1),
    )

    def write(tx: Transaction) -> None:
        people(tx)
        for number, (who, granted, days) in enumerate(ledger):
            row = {"id": str(number), "customer_id": who, "purpose": "survey", "granted": granted, "source": "test"}
            tx.execute(consents.insert(), row | {"at": NOON - days * DAY})

    await store.run(write)
    assert await store.read(lambda tx: withdrawn(tx, since=NOON - 4 * DAY)) == {"ada"}
    assert await store.read(lambda tx: withdrawn(tx, since=NOON - 2 * DAY)) == set()


async def test_names_for_a_list(store: Store) -> None:
    """By id; who was erased has no name any more."""
    await store.run(people)
    found = await store.read(lambda tx: names_of(tx, ["ada", "dora", "unknown"]))
    assert {key: row.first_name for key, row in found.items()} == {"ada": "Ada"}
