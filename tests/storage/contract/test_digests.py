"""What digests and the closed loop are counted from, each against rows written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.cases import case_events, cases
from storage.contacts import contacts
from storage.customers import customers
from storage.database import Store
from storage.digests import (
    HeardRow,
    OutcomeRow,
    TeamLoad,
    answered_of_asked,
    bands_of,
    heard_between,
    load_of,
    outcomes_between,
)
from storage.gestures import gestures
from storage.recoveries import recoveries
from storage.responses import answers, readings, responses
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def write(tx: Transaction) -> None:
    """Three cases of care: answered and solved, late, merged; one of booking; one survey answered, one not."""
    tx.execute(customers.insert(), {"id": "ada", "created_at": NOON, "updated_at": NOON})
    wanted: list[tuple[str, dict[str, Any]]] = [
        ("care", {"state": "resolved", "first_answer_at": NOON + HOUR}),
        ("care", {"call_back_at": NOON + HOUR}),
        ("care", {"state": "resolved", "merged_into": "c1"}),
        ("booking", {"first_answer_due_at": NOON + 30 * HOUR}),
    ]
    for number, (team, more) in enumerate(wanted):
        case: dict[str, Any] = {"id": f"c{number}", "number": number + 1, "customer_id": "ada", "team": team}
        case |= {"priority": "high", "opened_at": NOON, "first_answer_due_at": NOON + HOUR, "reasons": []}
        tx.execute(cases.insert(), case | {"solve_due_at": NOON + 2 * DAY} | more)
    for number, kind in enumerate(("message_out", "message_out", "reopened")):
        event = {"id": f"e{number}", "case_id": "c0", "kind": kind, "by": "kim", "at": NOON}
        tx.execute(case_events.insert(), event)
    before = {"score_before": 3.0, "band_before": "detractor", "score_after": 9.0, "band_after": "promoter"}
    tx.execute(recoveries.insert(), {"case_id": "c0", "scale": "nps"} | before)
    asked = {"id": "g", "key": "g", "case_id": "c1", "team": "care", "kind": "voucher", "cents": 2500, "at": NOON}
    tx.execute(gestures.insert(), asked | {"state": "asked", "who": "kim"})
    for number in range(2):
        contact = {"id": f"t{number}", "customer_id": "ada", "journey": "trip", "contact": f"{number}", "flow": "nps"}
        times = {"due_at": NOON, "planned_for": NOON, "created_at": NOON, "settled_at": NOON, "state": "opened"}
        tx.execute(contacts.insert(), contact | times | {"purpose": "survey"})
    response = {"id": "r", "customer_id": "ada", "contact_id": "t0", "flow": "nps", "touchpoint": "hotel"}
    tx.execute(responses.insert(), response | {"channel": "sms", "state": "completed", "started_at": NOON})
    for step, score, band in (("first", 3.0, "detractor"), ("again", 9.0, "promoter")):
        given = {"id": step, "response_id": "r", "step": step, "kind": "ask_score", "scale": "nps", "score": score}
        tx.execute(answers.insert(), given | {"band": band, "at": NOON + (HOUR if step == "again" else 0 * HOUR)})
    text = {"id": "w", "response_id": "r", "step": "why", "kind": "ask_text", "text": "cold soup", "at": NOON}
    tx.execute(answers.insert(), text)
    for number, sentiment in enumerate(("positive", "negative")):
        reading = {"id": f"m{number}", "answer_id": "w", "sentiment": sentiment, "confidence": 0.9, "kind": "feedback"}
        reading |= {"topics": [{"topic": "food", "confidence": 0.8}], "model": "m", "at": NOON + number * DAY}
        tx.execute(readings.insert(), reading)


async def test_an_outcome_knows_answers_reopening_and_the_score_later(store: Store) -> None:
    """The merged case is left out, another team's too; outside the span there is nothing."""
    await store.run(write)
    found = await store.read(lambda tx: outcomes_between(tx, NOON, NOON + DAY, team="care"))
    solved: dict[str, Any] = {
        "answers": 2,
        "score_before": 3.0,
        "score_after": 9.0,
        "band_after": "promoter",
        "reopened": True,
    }
    assert found == [
        OutcomeRow(band="detractor", opened_at=NOON, answered_at=NOON + HOUR, resolved=True, **solved),
        OutcomeRow(band="", opened_at=NOON, answered_at=None, resolved=False, answers=0, reopened=False),
    ]
    assert await store.read(lambda tx: outcomes_between(tx, NOON + HOUR, NOON + DAY)) == []


async def test_a_teams_load_counts_late_soon_and_undone(store: Store) -> None:
    """Care: one open case, past its target, a call-back gone by, a gesture undecided; booking's is due in a day."""
    await store.run(write)
    now = NOON + 8 * HOUR
    care = await store.read(lambda tx: load_of(tx, "care", now, now + DAY))
    booking = await store.read(lambda tx: load_of(tx, "booking", now, now + DAY))
    assert care == TeamLoad(open=1, late=1, soon=0, call_backs=1, undecided=1)
    assert booking == TeamLoad(open=1, late=0, soon=1, call_backs=0, undecided=0)


async def test_words_rates_and_bands_of_a_span(store: Store) -> None:
    """A text has its newest reading, a survey without an answer counts as asked, the last score alone counts."""
    await store.run(write)
    heard = await store.read(lambda tx: heard_between(tx, NOON, NOON + HOUR))
    assert heard == [HeardRow(text="cold soup", sentiment="negative", confidence=0.9, topics=("food",), at=NOON)]
    assert await store.read(lambda tx: answered_of_asked(tx, NOON, NOON + DAY)) == (1, 2)
    assert await store.read(lambda tx: bands_of(tx, "nps", NOON, NOON + DAY)) == {"promoter": 1}
    assert await store.read(lambda tx: bands_of(tx, "nps", NOON, NOON + DAY, touchpoints=["flight"])) == {}
