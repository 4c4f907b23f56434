"""Cases by the API: opened by hand once a key, looked at, listed by request, changed wholly or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from app.wiring import House
from tests.app.web.conftest import client_of

pytestmark = pytest.mark.anyio

PHONED: dict[str, Any] = {"customer": "K-1", "source": "phone", "team": "care", "text": "The suitcase arrived broken."}
KEY = {"Idempotency-Key": "call-1"}


async def test_a_case_is_opened_once_a_key(house: House) -> None:
    """The same call again answers with the same case; without a key, or for no team, nothing is opened."""
    async with client_of(house) as web:
        await web.put("/api/v1/customers/K-1", json={})
        first = await web.post("/api/v1/cases", json=PHONED, headers=KEY)
        again = await web.post("/api/v1/cases", json=PHONED, headers=KEY)
        keyless = await web.post("/api/v1/cases", json=PHONED)
        nowhere = await web.post("/api/v1/cases", json=PHONED | {"team": "caer"}, headers={"Idempotency-Key": "2"})
        listed = (await web.get("/api/v1/cases")).json()["items"]
    assert (first.status_code, keyless.status_code, nowhere.status_code) == (201, 422, 409)
    assert again.json() == first.json()
    assert (first.json()["number"], first.json()["customer"], first.json()["team"]) == ("C-1", "K-1", "care")
    assert "care, booking" in nowhere.json()["way_out"]
    assert len(listed) == 1


async def test_the_state_of_a_request_is_set_and_listed(house: House) -> None:
    """A return goes from received to approved; it is found by its kind and state, and by no other."""
    async with client_of(house) as web:
        await web.post("/api/v1/cases", json=PHONED, headers=KEY)
        request = {"kind": "return", "state": "received", "items": ["suitcase"], "reference": "R-9"}
        await web.patch("/api/v1/cases/C-1", json={"request": request})
        moved = await web.patch("/api/v1/cases/c-1", json={"request": {"kind": "return", "state": "approved"}})
        seen = (await web.get("/api/v1/cases/1")).json()
        found = {
            wish: len((await web.get("/api/v1/cases", params={"request": wish})).json()["items"])
            for wish in ("return", "return:approved", "return:received", "refund")
        }
    assert moved.status_code == 200
    assert moved.json() == seen
    kept = {name: seen["request"][name] for name in ("kind", "state", "items", "reference")}
    assert kept == {"kind": "return", "state": "approved", "items": ["suitcase"], "reference": "R-9"}
    assert found == {"return": 1, "return:approved": 1, "return:received": 0, "refund": 0}


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        ({"request": {"kind": "return", "state": "lost"}}, 409, "received, approved, label_sent"),
        ({"owner": "nobody"}, 409, "kim, mira"),
        ({}, 422, "exactly one"),
        ({"priority": "high", "owner": "kim"}, 422, "exactly one"),
        ({"priority": "tomorrow"}, 422, "priority"),
        ({"stat": "x"}, 422, "stat"),
    ],
)
async def test_what_cannot_be_done_says_what_can(house: House, change: dict[str, Any], status: int, says: str) -> None:
    """Each refusal names the choices, and leaves the case as it was."""
    async with client_of(house) as web:
        before = (await web.post("/api/v1/cases", json=PHONED, headers=KEY)).json()
        answer = await web.patch("/api/v1/cases/C-1", json=change)
        assert (answer.status_code, says in answer.text) == (status, True)
        assert (await web.get("/api/v1/cases/C-1")).json() == before


@pytest.mark.parametrize("number", ["C-9", "C-x", "99999999999999999999", "²"])
async def test_an_unknown_number_is_404_with_the_way_to_the_numbers(house: House, number: str) -> None:
    """For looking and for changing."""
    async with client_of(house) as web:
        for answer in (
            await web.get(f"/api/v1/cases/{number}"),
            await web.patch(f"/api/v1/cases/{number}", json={"priority": "low"}),
        ):
            assert (answer.status_code, "GET /api/v1/cases" in answer.json()["way_out"]) == (404, True)


async def test_urgency_and_owner_are_set(house: House) -> None:
    """One change a call; the case says who has it. Without a key of the API nobody gets in."""
    async with client_of(house) as web:
        await web.post("/api/v1/cases", json=PHONED, headers=KEY)
        assert (await web.patch("/api/v1/cases/C-1", json={"priority": "high"})).json()["priority"] == "high"
        assert (await web.patch("/api/v1/cases/C-1", json={"owner": "kim"})).json()["owner"] == "kim"
    async with client_of(house, key="") as web:
        assert (await web.patch("/api/v1/cases/C-1", json={"priority": "low"})).status_code == 401


async def test_the_same_key_for_another_case_is_refused(house: House) -> None:
    """It would be a case that nobody ever sees; nothing is opened."""
    async with client_of(house) as web:
        await web.post("/api/v1/cases", json=PHONED, headers=KEY)
        other = await web.post("/api/v1/cases", json=PHONED | {"text": "something else"}, headers=KEY)
        listed = (await web.get("/api/v1/cases")).json()["items"]
    assert (other.status_code, other.json()["way_out"], len(listed)) == (409, "Use a fresh key a call.", 1)
