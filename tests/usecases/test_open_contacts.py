"""Due contacts are opened through the gate, in order, once; what is not opened says by which rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conversation.reading import Reading
from journey.gate import Drop, Send, Shift
from storage.contacts import contacts
from storage.sessions import sessions
from tests.usecases.agency import AGENCY, Agency, berlin
from usecases.start_flow import start_flow

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
ATHENS_SLEEPS = "quiet hours 20:00-09:00", "contact_rules.yaml"


async def test_a_due_contact_starts_its_flow(agency: Agency) -> None:
    """On the day after the return the customer is asked, once, and the contact knows its conversation."""
    await agency.join()
    await agency.book()
    agency.at("2027-07-25 18:00")  # a Sunday
    await agency.open()
    planned = await agency.planned()
    assert (planned["post_trip", 0]["state"], planned["post_trip", 0]["due_at"]) == ("planned", "2027-07-26 09:00")
    assert planned["post_trip", 0]["rule"] == "quiet day: sunday"
    agency.at("2027-07-26 09:00")
    before = len(agency.house.texts())
    await agency.open()
    planned = await agency.planned()
    assert planned["post_trip", 0]["state"] == "opened"
    assert "recommend Sonnweg" in agency.house.texts()[before]
    asked = [row for row in await agency.house.rows(sessions) if row["contact_id"] == planned["post_trip", 0]["id"]]
    assert [row["id"] for row in asked] == [planned["post_trip", 0]["session_id"]]
    assert await agency.open() == 0
    assert len(agency.house.texts()) == before + 1


async def test_without_consent_it_is_refused_by_name(agency: Agency) -> None:
    """Who has not said yes is not asked; the row stays and says why."""
    await agency.join(consents=())
    await agency.book()
    agency.at("2027-07-26 09:00")
    before = len(agency.house.texts())
    await agency.open()
    row = (await agency.planned())["post_trip", 0]
    assert (row["state"], row["rule"]) == ("refused", "no consent to survey")
    assert not [text for text in agency.house.texts()[before:] if "recommend" in text]


async def test_stop_between_opening_and_delivery_wins(agency: Agency) -> None:
    """The gate is the law at delivery: consent withdrawn after the opening is consent withdrawn."""
    customer = await agency.join()
    await agency.book()
    agency.at("2027-07-26 09:00")
    await agency.open()
    contact = (await agency.planned())["post_trip", 0]["id"]
    assert await agency.verdicts(contact) == {contact: Send()}
    await agency.house.hear("stop")
    assert await agency.verdicts(contact) == {contact: Drop("no consent to survey")}
    assert customer


async def test_the_night_holds_at_delivery_too(agency: Agency) -> None:
    """Opened before eight and still waiting after eight: it leaves in the morning, and then is not late."""
    await agency.join()
    await agency.book()
    agency.at("2027-07-26 09:00")
    await agency.open()
    contact = (await agency.planned())["post_trip", 0]["id"]
    agency.at("2027-07-26 20:01")
    verdict = (await agency.verdicts(contact))[contact]
    assert isinstance(verdict, Shift)
    assert verdict.until > berlin("2027-07-27 08:59")


async def test_a_contact_that_is_gone_is_not_delivered(agency: Agency) -> None:
    """An unknown contact has no word to be sent by."""
    assert await agency.verdicts("nobody") == {"nobody": Drop("the contact is gone")}


async def test_one_thing_at_a_time(agency: Agency) -> None:
    """Of two contacts due together the first rank goes first, the other waits."""
    await agency.join()
    await agency.book()
    agency.at("2027-06-12 10:00")
    await agency.event("documents_ready", trip="T-1")
    await agency.open()
    planned = await agency.planned()
    assert (planned["balance", 0]["state"], planned["documents", 0]["state"]) == ("opened", "planned")
    assert planned["documents", 0]["rule"] == "another conversation is going on"
    agency.at("2027-06-12 11:00")
    await agency.open()
    assert (await agency.planned())["documents", 0]["state"] == "opened"


async def test_the_limit_takes_the_longest_overdue_first(agency: Agency) -> None:
    """A small batch takes what is due longest; the next takes the rest."""
    for number in ("K-1", "K-2", "K-3"):
        await agency.put(number)
        await agency.event("hotline_call", number)
        agency.house.pass_time(minutes=1)
    agency.at("2027-01-08 15:00")
    assert await agency.open(limit=2) == 2
    refused = [row["customer_id"] for row in await agency.house.rows(contacts) if row["state"] == "refused"]
    assert len(refused) == 2
    assert await agency.open(limit=2) == 1


async def test_an_open_case_holds_the_question(agency: Agency) -> None:
    """Nobody is asked how the trip was while his complaint is open."""
    await agency.join()
    await agency.book()
    await agency.event("hotline_call")
    agency.at("2027-01-08 14:00")
    await agency.open()
    agency.house.reader.readings["it was terrible"] = Reading(sentiment="negative", confidence=0.9, model="given")
    await agency.house.hear("0")
    await agency.house.hear("it was terrible")
    agency.at("2027-01-09 14:00")
    await agency.event("hotline_call")
    agency.at("2027-01-09 16:00")
    await agency.open()
    row = (await agency.planned())["after_call", 1]
    assert (row["state"], row["rule"], row["place"]) == ("planned", "hold_while: case_open", "journeys/trip.yaml:23")


async def test_facts_decide_at_the_time(agency: Agency) -> None:
    """The come-back offer goes to nobody who has not given a nine or ten."""
    await agency.join(consents=("survey", "marketing"))
    await agency.book()
    agency.at("2028-04-24 10:00")
    await agency.open()
    agency.at("2028-04-25 10:00")
    await agency.open()
    row = (await agency.planned())["come_back", 0]
    assert (row["state"], row["rule"]) == ("refused", "when: customer.last_nps")


async def test_while_travelling_the_destinations_clock_counts(agency: Agency) -> None:
    """19:30 in Berlin is 20:30 in Athens: quiet during the trip, free before it."""
    await agency.join()
    await agency.book()
    for day, expected in (("2027-07-09", Send()), ("2027-07-12", Shift(berlin("2027-07-13 08:00"), *ATHENS_SLEEPS))):
        agency.at(f"{day} 19:30")
        await agency.event("hotline_call", at=berlin(f"{day} 17:30"))
        contact = next(row["id"] for row in (await agency.planned()).values() if row["due_at"] == f"{day} 19:30")
        assert await agency.verdicts(contact) == {contact: expected}


async def test_a_contact_that_was_taken_out_of_the_journey_is_not_sent(agency: Agency) -> None:
    """What its author has deleted and published stays unsent, and says so."""
    await agency.join()
    await agency.book()
    journey = AGENCY["journeys/trip.yaml"].replace("contact: post_trip", "contact: after_trip")
    await agency.publish({**AGENCY, "journeys/trip.yaml": journey})
    agency.at("2027-07-26 09:00")
    await agency.open()
    row = (await agency.planned())["post_trip", 0]
    assert (row["state"], row["rule"]) == ("refused", "the journey does not plan it any more")


async def test_what_a_flow_has_planned_stays_and_is_opened(agency: Agency) -> None:
    """`plan:` in a flow makes a contact of the journey; later events leave it alone, and it is opened when due."""
    house = agency.house
    customer = await agency.join(consents=("survey", "marketing"))
    await agency.book()
    await start_flow(house.store, customer, "fan", bundles=house.bundles, new_id=house.new_id, now=house.now)
    await agency.event("balance_paid", trip="T-1")
    [invite] = [row for row in await house.rows(contacts) if row["contact"] == "invite"]
    assert (invite["state"], invite["due_at"]) == ("planned", house.now + timedelta(days=2))
    for moment in ("2027-01-10 12:00", "2027-01-11 09:00"):  # two days later it is Sunday
        agency.at(moment)
        await agency.open()
    [invite] = [row for row in await house.rows(contacts) if row["contact"] == "invite"]
    assert (invite["state"], house.texts()[-1]) == ("opened", "Here is invite.")
