"""What the desk keeps beside its cards: dues, posts, requests, gestures, recoveries, lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from storage.case_dues import due_of_cases, end_dues, set_dues, settle_dues
from storage.case_lists import case_lists, cases_of_list, claim_lists, settle_list
from storage.case_requests import newest_request, put_request, request_of
from storage.cases import cases
from storage.customers import customers
from storage.database import Store
from storage.desk_posts import add_posts, claim_posts, settle_post
from storage.gestures import add_gesture, decide_gesture, gesture_row, gestures_of, spent
from storage.recoveries import forget_later_score, put_recovery, recovery_by_session, recovery_of
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def one_case(tx: Transaction) -> None:
    """A customer with one open case, whose card stands nowhere yet."""
    tx.execute(customers.insert(), {"id": "ada", "created_at": NOON, "updated_at": NOON})
    case = {"id": "c1", "number": 1, "customer_id": "ada", "team": "care", "priority": "high", "list_id": "l1"}
    tx.execute(cases.insert(), case | {"opened_at": NOON, "first_answer_due_at": LATER})


async def test_what_is_due_comes_once_and_again_when_set_anew(store: Store) -> None:
    """A settled due is silent; a new target opens it again; ended ones never come."""
    await store.run(one_case)
    await store.run(lambda tx: set_dues(tx, "c1", {"answer_owner": NOON, "answer_lead": LATER}))
    [due] = await store.read(lambda tx: due_of_cases(tx, NOON, 10))
    assert (due.case_id, due.kind) == ("c1", "answer_owner")
    await store.run(lambda tx: settle_dues(tx, [due.id], NOON))
    assert await store.read(lambda tx: due_of_cases(tx, NOON, 10)) == []
    await store.run(lambda tx: set_dues(tx, "c1", {"answer_owner": LATER}))
    again = await store.read(lambda tx: due_of_cases(tx, LATER, 10))
    assert {one.kind for one in again} == {"answer_owner", "answer_lead"}
    await store.run(lambda tx: end_dues(tx, "c1", ["answer_owner", "answer_lead"], NOON))
    assert await store.read(lambda tx: due_of_cases(tx, LATER, 10)) == []


async def test_posts_keep_their_order_and_wait_for_the_card(store: Store) -> None:
    """The same key is posted once; a thread's post waits until the card stands; the second waits for the first."""
    await store.run(one_case)
    rows = [
        {"key": "a", "case_id": "c1", "body": {"text": "1"}, "due_at": NOON},
        {"key": "b", "case_id": "c1", "body": {"text": "2"}, "due_at": NOON},
        {"key": "c", "place": "#care", "body": {"text": "3"}, "due_at": NOON},
    ]
    assert await store.run(lambda tx: add_posts(tx, rows)) == 3
    assert await store.run(lambda tx: add_posts(tx, rows)) == 0
    assert [post.key for post in await store.run(lambda tx: claim_posts(tx, NOON, 9, until=NOON))] == ["c"]
    await store.run(lambda tx: tx.execute(cases.update().values(card_ts="1.0", card_channel="C1")))
    first, other = await store.run(lambda tx: claim_posts(tx, NOON, 9, until=NOON))
    assert (first.key, first.card_channel, first.card_ts, other.key) == ("a", "C1", "1.0", "c")
    await store.run(lambda tx: settle_post(tx, first.id, state="sent", ts="2.0"))
    await store.run(lambda tx: settle_post(tx, other.id, state="waiting", outcome="throttled", due_at=LATER))
    assert [post.key for post in await store.run(lambda tx: claim_posts(tx, NOON, 9, until=NOON))] == ["b"]


async def test_a_request_has_one_state_and_the_newest_is_found(store: Store) -> None:
    """Putting it again changes its state and leaves what is not named."""
    await store.run(one_case)
    row = {"case_id": "c1", "kind": "return", "state": "received", "opened_at": NOON, "changed_at": NOON}
    await store.run(lambda tx: put_request(tx, row | {"items": ["bag"]}))
    await store.run(lambda tx: put_request(tx, row | {"state": "approved", "changed_at": LATER}))
    found = await store.read(lambda tx: request_of(tx, "c1"))
    assert found is not None
    assert (found["state"], found["items"], found["changed_at"]) == ("approved", ["bag"], LATER)
    newest = await store.read(lambda tx: newest_request(tx, "ada"))
    assert newest is not None
    assert newest["number"] == 1
    assert await store.read(lambda tx: newest_request(tx, "bob")) is None


async def test_gestures_count_against_the_month_once_granted(store: Store) -> None:
    """The same click counts once; what waits for the lead is not spent until he grants it."""
    await store.run(one_case)
    row = {"id": "g1", "key": "k1", "case_id": "c1", "team": "care", "kind": "voucher", "who": "kim", "at": NOON}
    assert await store.run(lambda tx: add_gesture(tx, row | {"cents": 2500, "state": "granted"}))
    assert not await store.run(lambda tx: add_gesture(tx, row | {"cents": 2500, "state": "granted"}))
    asked = row | {"id": "g2", "key": "k2", "cents": 9900, "state": "asked"}
    assert await store.run(lambda tx: add_gesture(tx, asked))
    assert await store.read(lambda tx: spent(tx, "care", NOON)) == 2500
    assert await store.run(lambda tx: decide_gesture(tx, "g2", state="granted", who="lea", now=LATER))
    assert not await store.run(lambda tx: decide_gesture(tx, "g2", state="refused", who="lea", now=LATER))
    assert await store.read(lambda tx: spent(tx, "care", NOON)) == 12400
    assert [gesture["id"] for gesture in await store.read(lambda tx: gestures_of(tx, "c1"))] == ["g1", "g2"]
    assert await store.read(lambda tx: gesture_row(tx, "nothing")) is None


async def test_a_recovery_is_found_by_the_conversation_that_asks(store: Store) -> None:
    """Both conversations lead to it; "not solved" forgets that it was asked."""
    await store.run(one_case)
    await store.run(lambda tx: put_recovery(tx, "c1", scale="nps", score_before=2.0, asked_at=NOON, session_id="s1"))
    await store.run(lambda tx: put_recovery(tx, "c1", again_session_id="s2"))
    for session in ("s1", "s2"):
        found = await store.read(partial(recovery_by_session, session_id=session))
        assert found is not None
        assert (found["case_id"], found["score_before"]) == ("c1", 2.0)
    await store.run(lambda tx: forget_later_score(tx, "c1", LATER))
    found = await store.read(lambda tx: recovery_of(tx, "c1"))
    assert found is not None
    assert (found["solved"], found["asked_at"]) == ("no", None)


async def test_a_storms_list_knows_its_cases(store: Store) -> None:
    """The list counts its cases by state and is stale until it was shown."""
    await store.run(one_case)
    row = {"id": "l1", "team": "care", "topic": "delay", "opened_at": NOON, "last_at": NOON}
    await store.run(lambda tx: tx.execute(case_lists.insert(), row))
    [found] = await store.run(lambda tx: claim_lists(tx, NOON, until=LATER))
    assert (found.id, found.ts) == ("l1", "")
    rows, counts = await store.read(lambda tx: cases_of_list(tx, "l1", 5))
    assert ([case["number"] for case in rows], counts) == ([1], {"open": 1})
    await store.run(lambda tx: settle_list(tx, "l1", stale=False, place="C1", ts="1.0"))
    assert await store.run(lambda tx: claim_lists(tx, NOON, until=LATER)) == []
