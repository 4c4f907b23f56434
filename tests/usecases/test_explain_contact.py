"""Why: every contact of a customer says what became of it, by which rule and at which line."""

from __future__ import annotations

import pytest

from bots.outcome import Refused
from tests.usecases.agency import Agency
from usecases.explain_contact import Explanation, explain

pytestmark = pytest.mark.anyio


async def why(agency: Agency, reference: str = "K-1") -> Explanation:
    """What is explained about a customer."""
    house = agency.house
    found = await explain(house.store, reference, bundles=house.bundles, now=house.now)
    assert found is not None
    return found


async def fates(agency: Agency) -> dict[str, tuple[str, str, str]]:
    """Fate, rule and place by contact."""
    found = (await why(agency)).contacts
    return {each.contact: (each.fate, each.rule, each.place) for each in found}


async def test_nobody_is_nobody(agency: Agency) -> None:
    """An unknown number has no explanation."""
    assert await explain(agency.house.store, "K-9", bundles=agency.house.bundles, now=agency.house.now) is None


async def test_a_customer_is_explained_by_number_and_by_id(agency: Agency) -> None:
    """Both lead to the same customer, with zone, consents and channels."""
    customer = await agency.join()
    found = await why(agency)
    assert found == await why(agency, customer)
    assert (found.zone, found.zone_source, found.erased) == ("Europe/Berlin", "given", False)
    assert (found.consents, found.channels) == ({"survey": True}, {"telegram": "open"})


async def test_sent_shifted_refused_and_planned_are_told_apart(agency: Agency) -> None:
    """A year in one list: each contact with its fate, its rule and the line to look at."""
    await agency.join()
    await agency.book()
    await agency.event("balance_paid", trip="T-1")
    agency.at("2027-03-05 12:00")
    await agency.open()  # no consent to marketing: both tips are refused
    agency.at("2027-07-25 18:00")
    await agency.open()  # a Sunday
    assert await fates(agency) == {
        "tips": ("refused", "no consent to marketing", "journeys/trip.yaml:20"),
        "balance": ("dropped", "unless: balance_paid", "journeys/trip.yaml:13"),
        "post_trip": ("shifted", "quiet day: sunday", "contact_rules.yaml"),
        "come_back": ("planned", "", "journeys/trip.yaml:35"),
    }
    found = {each.contact: each for each in (await why(agency)).contacts}
    assert found["post_trip"].forecast == "will be sent"
    assert found["come_back"].forecast == "will be refused (no consent to marketing)"
    assert found["post_trip"].purchase == "T-1"
    agency.at("2027-07-26 09:00")
    await agency.open()
    assert (await fates(agency))["post_trip"][0] == "sent"


async def test_a_platforms_refusal_is_a_failure_with_its_reason(agency: Agency) -> None:
    """Opened but refused by the platform is failed, by the platform's word."""
    await agency.join()
    await agency.event("hotline_call")
    agency.at("2027-01-08 14:00")
    agency.house.bot.outcomes = [Refused("400 chat not found")]
    await agency.open()
    assert (await fates(agency))["after_call"][:2] == ("failed", "400 chat not found")
