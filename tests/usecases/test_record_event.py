"""Events are facts: recorded once, checked, and followed by what the journey plans."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from storage.purchases import events, purchases
from tests.usecases.agency import AGENCY, Agency, berlin
from usecases.record_event import KeyReused, Recorded

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]


async def test_a_booking_plans_the_year(agency: Agency) -> None:
    """Booked in January, away in July: each contact is there, at its moment, with its place in the file."""
    await agency.put(zone="Europe/Berlin")
    recorded = await agency.book()
    planned = await agency.planned()
    assert recorded.contacts == 5
    assert {key: row["due_at"] for key, row in planned.items()} == {
        ("tips", 0): "2027-02-05 12:00",
        ("tips", 1): "2027-03-05 12:00",
        ("balance", 0): "2027-06-12 10:00",
        ("post_trip", 0): "2027-07-25 18:00",
        ("come_back", 0): "2028-04-24 10:00",
    }
    assert planned["balance", 0]["place"] == "journeys/trip.yaml:13"
    assert planned["tips", 1]["flow"] == "tip_two"
    assert {row["state"] for row in planned.values()} == {"planned"}
    assert planned["post_trip", 0]["purpose"] == "survey"


async def test_changed_dates_move_what_is_planned(agency: Agency) -> None:
    """A trip that is put off by two weeks takes its contacts along."""
    await agency.put(zone="Europe/Berlin")
    await agency.book()
    later = {"departs_at": berlin("2027-07-24 06:00"), "returns_at": berlin("2027-08-07 20:00")}
    await agency.event("rebooked", trip="T-1", purchase=later)
    planned = await agency.planned()
    assert planned["balance", 0]["due_at"] == "2027-06-26 10:00"
    assert planned["balance", 0]["rule"] == "the date has moved"
    assert planned["post_trip", 0]["due_at"] == "2027-08-08 18:00"
    assert planned["post_trip", 0]["drop_at"] == "2027-08-28 20:00"
    assert planned["tips", 0]["due_at"] == "2027-02-05 12:00"


async def test_what_is_needless_is_dropped_with_its_rule(agency: Agency) -> None:
    """Paid: no reminder. Cancelled: nothing any more. The rows stay and say why."""
    await agency.put(zone="Europe/Berlin")
    await agency.book()
    await agency.event("balance_paid", trip="T-1")
    planned = await agency.planned()
    assert (planned["balance", 0]["state"], planned["balance", 0]["rule"]) == ("dropped", "unless: balance_paid")
    await agency.event("cancelled", trip="T-1")
    planned = await agency.planned()
    assert {row["state"] for row in planned.values()} == {"dropped"}
    assert planned["tips", 0]["rule"] == "stop_when: cancelled"
    [trip] = await agency.house.rows(purchases)
    assert trip["cancelled_at"] is not None


async def test_news_is_told_at_once(agency: Agency) -> None:
    """A fact that we hear of with a day's delay is due now, not yesterday; last year's facts plan nothing."""
    await agency.put(zone="Europe/Berlin")
    await agency.book()
    await agency.event("documents_ready", trip="T-1", at=berlin("2027-01-07 09:30"))
    assert (await agency.planned())["documents", 0]["due_at"] == "2027-01-08 12:00"
    await agency.event("hotline_call", at=berlin("2026-01-07 09:30"))
    assert ("after_call", 0) not in await agency.planned()


async def test_every_call_is_a_round_of_its_own(agency: Agency) -> None:
    """Outside a purchase an event may come again; only the latest call is asked about."""
    await agency.put(zone="Europe/Berlin")
    await agency.event("hotline_call")
    await agency.event("hotline_call", at=berlin("2027-01-08 12:30"))
    planned = await agency.planned()
    assert planned["after_call", 0]["state"] == "dropped"
    assert planned["after_call", 1]["due_at"] == "2027-01-08 14:30"


async def test_the_same_key_has_one_effect(agency: Agency) -> None:
    """A repeated call answers as before and records nothing; the same key with another body is refused."""
    await agency.put()
    first = await agency.event("hotline_call", key="k1", body="a")
    again = await agency.event("hotline_call", key="k1", body="a")
    other = await agency.event("cancelled", key="k1", body="b")
    assert isinstance(first, Recorded)
    assert isinstance(again, Recorded)
    assert (first.event_id, first.contacts, again.repeated) == (again.event_id, again.contacts, True)
    assert other == KeyReused()
    assert [row["name"] for row in await agency.house.rows(events)] == ["hotline_call"]


@pytest.mark.parametrize(
    ("event", "customer", "trip", "data", "field"),
    [
        ("hotline_call", "K-9", "", {}, "customer"),
        ("Hotline Call", "K-1", "", {}, "event"),
        ("hotline_call", "K-1", "", {"at": datetime(2027, 1, 1)}, "at"),  # noqa: DTZ001
        ("balance_paid", "K-1", "T-9", {}, "purchase.id"),
        ("balance_paid", "K-2", "T-1", {}, "purchase.id"),
        ("booked", "K-1", " ", {}, "purchase.id"),
        ("booked", "K-1", "T-2", {"purchase": {"destination_zone": "Kreta"}}, "purchase.destination_zone"),
        (
            "booked",
            "K-1",
            "T-2",
            {"purchase": {"departs_at": berlin("2027-02-02 10:00"), "returns_at": berlin("2027-02-01 10:00")}},
            "purchase.returns_at",
        ),
        ("rebooked", "K-1", "T-1", {"purchase": {"departs_at": berlin("2027-08-01 06:00")}}, "purchase.returns_at"),
        ("hotline_call", "K-1", "", {"data": {"what?": "no"}}, "data.what?"),
    ],
)
async def test_malformed_events_store_nothing(
    agency: Agency, event: str, customer: str, trip: str, data: dict[str, Any], field: str
) -> None:
    """Each wrong field is named with a way out, and neither event nor purchase nor contact is kept."""
    await agency.put("K-1")
    await agency.put("K-2")
    await agency.book("K-1", "T-1")
    before = [await agency.house.rows(table) for table in (events, purchases)], await agency.planned()
    problems = await agency.event(event, customer, trip=trip, key="k", **data)
    assert isinstance(problems, list)
    assert [problem.field for problem in problems] == [field]
    assert problems[0].way_out
    assert ([await agency.house.rows(table) for table in (events, purchases)], await agency.planned()) == before
    assert isinstance(await agency.event("hotline_call", key="k"), Recorded)


async def test_a_customer_who_is_of_another_persona_leaves_the_journey(agency: Agency) -> None:
    """Attributes decide on the persona; when they change, what the old journey planned is dropped by that name."""
    families = """
echoloop: 1
personas:
  families:
    de: Familien
    en: Families
    when: {customer.children_ages: 0-17}
"""
    journey = AGENCY["journeys/trip.yaml"].replace("persona: all", "persona: families")
    await agency.publish({**AGENCY, "personas.yaml": families, "journeys/trip.yaml": journey})
    await agency.put(attributes={"children_ages": ["4", "7"]})
    await agency.book()
    assert {row["state"] for row in (await agency.planned()).values()} == {"planned"}
    await agency.put(attributes={"children_ages": []})
    assert {(row["state"], row["rule"]) for row in (await agency.planned()).values()} == {
        ("dropped", "persona: families")
    }
    await agency.book("K-1", "T-2")
    assert len(await agency.planned()) == 5


@pytest.mark.parametrize(
    ("event", "near"),
    [("boked", "booked"), ("hotline_cal", "hotline_call"), ("rebooked", ""), ("booked", ""), ("x", "")],
)
async def test_a_slip_of_the_keyboard_is_kept_and_asked_about(agency: Agency, event: str, near: str) -> None:
    """An event that no journey listens to is a fact all the same; where one is like it, the caller reads its name."""
    await agency.put("K-1")
    recorded = await agency.event(event)
    assert isinstance(recorded, Recorded)
    assert recorded.near == near
    assert [row["name"] for row in await agency.house.rows(events)] == [event]
