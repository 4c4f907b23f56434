"""Batches: each item has an outcome of its own, and a refused one leaves nothing behind."""

from __future__ import annotations

import pytest

from app.wiring import House
from tests.app.web.conftest import client_of

pytestmark = pytest.mark.anyio


async def test_customers_and_events_in_one_call_each(house: House) -> None:
    """What can be taken is taken, what cannot is named by its index with the way out."""
    people = {"customers": [{"number": "K-1", "zone": "Europe/Berlin"}, {"number": "K-2", "zone": "Mars/Base"}]}
    calls = [
        {"key": "a", "event": "hotline_call", "customer": "K-1"},
        {"key": "b", "event": "hotline_call", "customer": "K-2"},
        {"key": "a", "event": "hotline_call", "customer": "K-1"},
        {"key": "a", "event": "other_call", "customer": "K-1"},
    ]
    async with client_of(house) as web:
        first = (await web.post("/api/v1/batch/customers", json=people)).json()
        second = (await web.post("/api/v1/batch/events", json={"events": calls})).json()
        again = (await web.post("/api/v1/batch/events", json={"events": calls[:1]})).json()
    assert [line["fate"] for line in first["lines"]] == ["new", "refused"]
    assert first["lines"][1]["errors"][0]["where"] == "zone"
    assert [line["fate"] for line in second["lines"]] == ["new", "refused", "known", "refused"]
    assert second["lines"][3]["errors"][0]["what"] == "was used for another body"
    assert (second["taken"], second["refused"]) == (2, 2)
    assert [line["fate"] for line in again["lines"]] == ["known"]


async def test_a_batch_of_the_wrong_shape_stores_nothing(house: House) -> None:
    """A misspelt field refuses the call as a whole; so does a batch that is too long, and one without a key."""
    async with client_of(house) as web:
        for path, body in (
            ("customers", {"customers": [{"number": "K-1"}, {"number": "K-2", "frist_name": "Ada"}]}),
            ("customers", {"customers": [{"number": f"K-{n}"} for n in range(501)]}),
            ("events", {"events": [{"event": "x", "customer": "K-1"}]}),
            ("customers", {"customers": []}),
        ):
            assert (await web.post(f"/api/v1/batch/{path}", json=body)).status_code == 422
        async with client_of(house, key="") as stranger:
            assert (await stranger.post("/api/v1/batch/customers", json={"customers": []})).status_code == 401
        answer = await web.post(
            "/api/v1/events", json={"event": "x", "customer": "K-1"}, headers={"Idempotency-Key": "k"}
        )
        assert answer.status_code == 422  # nobody of that number is there
