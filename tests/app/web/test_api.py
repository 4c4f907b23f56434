"""The API as other systems call it: keys, shapes, one effect a key, and answers that say the way out."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from app.wiring import House
from tests.app.web.conftest import client_of

pytestmark = pytest.mark.anyio

TRIP = {
    "id": "SW-1",
    "kind": "trip",
    "destination": "Kreta",
    "destination_zone": "Europe/Athens",
    "departs_at": "2030-07-10T06:00:00+02:00",
    "returns_at": "2030-07-20T20:00:00+02:00",
}


def booked(**more: Any) -> dict[str, Any]:
    """A booking of customer K-1."""
    return {"event": "booked", "customer": "K-1", "purchase": TRIP, **more}


async def test_without_a_valid_key_nothing_is_stored(house: House) -> None:
    """No key and a wrong key are both 401, and say how to get one."""
    for key in ("", "el_wrong"):
        async with client_of(house, key=key) as web:
            answer = await web.put("/api/v1/customers/K-1", json={})
            assert answer.status_code == 401
            assert "echoloop key create" in answer.json()["detail"]
    async with client_of(house) as web:
        assert (await web.get("/api/v1/contacts")).json()["items"] == []


async def test_a_customer_is_made_then_changed(house: House) -> None:
    """PUT is 201 the first time and 200 after, with the same id."""
    async with client_of(house) as web:
        first = await web.put("/api/v1/customers/K-1", json={"first_name": "Ada", "zone": "Europe/London"})
        again = await web.put("/api/v1/customers/K-1", json={"last_name": "L."})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


async def test_every_wrong_field_is_named_with_its_way_out(house: House) -> None:
    """A mistyped field by the schema, wrong values by the use case; nothing is stored."""
    async with client_of(house) as web:
        mistyped = await web.put("/api/v1/customers/K-1", json={"firstname": "Ada"})
        wrong = await web.put("/api/v1/customers/K-1", json={"zone": "Europe/Berln", "phone": "12"})
        assert (await web.put("/api/v1/customers/K-1", json={})).status_code == 201
    assert mistyped.status_code == wrong.status_code == 422
    assert mistyped.json()["errors"][0]["where"] == "body.firstname"
    assert {one["where"] for one in wrong.json()["errors"]} == {"zone", "phone"}
    assert any("Europe/Berlin" in one["way_out"] for one in wrong.json()["errors"])


async def test_an_event_has_one_effect_a_key(house: House) -> None:
    """The same call again is 200 and repeated; the same key with another body is 409; no key is 422."""
    async with client_of(house) as web:
        await web.put("/api/v1/customers/K-1", json={})
        key = {"Idempotency-Key": "one"}
        first = await web.post("/api/v1/events", json=booked(), headers=key)
        again = await web.post("/api/v1/events", json=booked(), headers=key)
        other = await web.post("/api/v1/events", json=booked(data={"x": 1}), headers=key)
        keyless = await web.post("/api/v1/events", json=booked())
        planned = (await web.get("/api/v1/contacts", params={"customer": "K-1"})).json()["items"]
    assert (first.status_code, again.status_code, other.status_code, keyless.status_code) == (201, 200, 409, 422)
    assert again.json() == first.json() | {"repeated": True}
    assert len(planned) == first.json()["contacts"] > 0


async def test_an_event_of_nobody_says_what_to_send_first(house: House) -> None:
    """An unknown customer is 422 with the call that mends it."""
    async with client_of(house) as web:
        answer = await web.post("/api/v1/events", json=booked(), headers={"Idempotency-Key": "one"})
    assert answer.status_code == 422
    assert "PUT /api/v1/customers" in answer.json()["errors"][0]["way_out"]


async def test_broken_json_is_422_and_never_500(house: House) -> None:
    """A body that is no JSON is the caller's mistake."""
    async with client_of(house) as web:
        headers = {"Idempotency-Key": "one", "Content-Type": "application/json"}
        assert (await web.post("/api/v1/events", content=b'{"event": ', headers=headers)).status_code == 422


async def test_lists_come_in_pages_that_miss_and_double_nothing(house: House) -> None:
    """Walking the cursors of size two gives the whole list; a foreign cursor is 400."""
    async with client_of(house) as web:
        await web.put("/api/v1/customers/K-1", json={})
        await web.post("/api/v1/events", json=booked(), headers={"Idempotency-Key": "one"})
        whole = [one["id"] for one in (await web.get("/api/v1/contacts")).json()["items"]]
        walked, cursor = [], ""
        while True:
            page = (await web.get("/api/v1/contacts", params={"limit": 2, "cursor": cursor})).json()
            walked += [one["id"] for one in page["items"]]
            cursor = page["next"]
            if not cursor:
                break
        assert (await web.get("/api/v1/contacts", params={"cursor": "nonsense"})).status_code == 400
    assert walked == whole
    assert len(whole) > 2


async def test_a_score_of_nobody_is_null_not_zero(house: House) -> None:
    """Below five answers there is no figure."""
    async with client_of(house) as web:
        score = (await web.get("/api/v1/scores", params={"scale": "nps"})).json()
    assert (score["n"], score["value"]) == (0, None)


async def test_a_link_names_what_is_wrong(house: House) -> None:
    """An unknown flow and an unknown customer are both named."""
    async with client_of(house) as web:
        answer = await web.post("/api/v1/customers/nobody/links", json={"flow": "nowhere"})
    assert answer.status_code == 422
    assert {one["where"] for one in answer.json()["errors"]} == {"customer", "flow"}


async def test_the_openapi_description_names_every_door(house: House) -> None:
    """What stands in /openapi.json is the whole API, and webhooks are not in it."""
    async with client_of(house) as web:
        paths = (await web.get("/openapi.json")).json()["paths"]
    assert set(paths) == {
        "/api/v1/customers/{external_id}",
        "/api/v1/customers/{external_id}/links",
        "/api/v1/events",
        "/api/v1/batch/customers",
        "/api/v1/batch/events",
        "/api/v1/cases/{number}",
        *(f"/api/v1/{what}" for what in ("responses", "cases", "contacts", "scores")),
    }


@pytest.mark.parametrize(
    ("purchase", "where"),
    [
        ({"id": "P-9", "departs_at": "9999-12-31T23:59:59-14:00"}, "purchase.departs_at"),
        ({"id": "P-9", "departs_at": "0001-01-01T00:00:00+14:00"}, "purchase.departs_at"),
        ({"id": "P-9", "amount_minor": 10**30}, "body.purchase.amount_minor"),
    ],
)
async def test_what_no_calendar_or_column_holds_is_refused(house: House, purchase: dict[str, Any], where: str) -> None:
    """A year or a sum out of this world is the caller's mistake, named at its place, never a 500."""
    async with client_of(house) as web:
        await web.put("/api/v1/customers/K-1", json={})
        answer = await web.post("/api/v1/events", json=booked(purchase=purchase), headers={"Idempotency-Key": "k"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["where"] == where


@pytest.mark.parametrize("at", ["2026-01-01", "0001-01-01T00:00:00+14:00"])
async def test_a_made_up_cursor_is_no_fault_of_ours(house: House, at: str) -> None:
    """A moment without a zone or before all time in a cursor is answered, never with a 500."""
    cursor = base64.urlsafe_b64encode(f"{at}|x".encode()).decode().rstrip("=")
    async with client_of(house) as web:
        assert (await web.get("/api/v1/cases", params={"cursor": cursor})).status_code in (200, 400)


async def test_a_body_that_is_not_declared_as_json_is_told_how(house: House) -> None:
    """What curl -d sends without a header is answered with the header that is missing."""
    async with client_of(house) as web:
        answer = await web.put("/api/v1/customers/K-1", data={"first_name": "Ada"})
        assert "Content-Type: application/json" in answer.json()["way_out"]


async def test_attributes_are_finite_and_consent_versions_short(house: House) -> None:
    """Infinity and a version of a thousand letters are refused; what attributes.yaml names is taken."""
    consents = [{"purpose": "survey", "granted": True, "version": "v" * 1000}]
    async with client_of(house) as web:
        head = {"Content-Type": "application/json"}
        endless = await web.put("/api/v1/customers/K-1", content='{"attributes": {"a": 1e999}}', headers=head)
        assert endless.status_code == 422
        assert (await web.put("/api/v1/customers/K-1", json={"consents": consents})).status_code == 422
        kept = {"attributes": {"children_ages": ["4", "7"], "price_class": "high"}}
        assert (await web.put("/api/v1/customers/K-1", json=kept)).status_code == 201
