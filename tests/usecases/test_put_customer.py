"""Customers come in from other systems: checked, added once, changed field by field."""

from __future__ import annotations

from typing import Any

import pytest

from storage.customers import consents, customers
from tests.usecases.agency import Agency
from usecases.put_customer import ConsentData, StoredCustomer

pytestmark = pytest.mark.anyio


async def only(agency: Agency) -> dict[str, Any]:
    """The one customer there is."""
    [row] = await agency.house.rows(customers)
    return row


async def test_a_customer_is_added_once_and_then_changed(agency: Agency) -> None:
    """The same number is the same customer; what is left out stays, attributes are added to."""
    first = await agency.put(first_name="Ada", attributes={"price_class": "high", "children_ages": ["5", "8"]})
    second = await agency.put(last_name="Byron", attributes={"price_class": "luxury"})
    assert isinstance(first, StoredCustomer)
    assert isinstance(second, StoredCustomer)
    assert (first.created, second.created) == (True, False)
    assert first.customer_id == second.customer_id
    row = await only(agency)
    assert (row["first_name"], row["last_name"], row["language"]) == ("Ada", "Byron", "de")
    assert row["attributes"] == {"price_class": "luxury", "children_ages": ["5", "8"]}


@pytest.mark.parametrize(
    ("data", "zone", "source"),
    [
        ({}, "Europe/Berlin", "brand"),
        ({"zone": "Asia/Tokyo", "phone": "+49 30 901820"}, "Asia/Tokyo", "given"),
        ({"phone": "+81 3-3211-4511"}, "Asia/Tokyo", "guessed"),
        ({"phone": "030 901820"}, "Europe/Berlin", "guessed"),
    ],
)
async def test_a_zone_keeps_its_source(agency: Agency, data: dict[str, Any], zone: str, source: str) -> None:
    """Given beats guessed, guessed beats the brand's, and which it was is kept."""
    await agency.put(**data)
    row = await only(agency)
    assert (row["zone"], row["zone_source"]) == (zone, source)


async def test_a_guess_never_replaces_a_given_zone(agency: Agency) -> None:
    """A phone number that comes later does not move a customer whose zone was told."""
    await agency.put(zone="Europe/London")
    await agency.put(phone="+81 3-3211-4511")
    row = await only(agency)
    assert (row["zone"], row["zone_source"], row["attributes"]["phone"]) == ("Europe/London", "given", "+81332114511")


@pytest.mark.parametrize(
    ("number", "data", "field", "way_out"),
    [
        ("K-1", {"zone": "Europe/Berln"}, "zone", '"Europe/Berlin"'),
        ("K-1", {"phone": "12"}, "phone", "+49"),
        ("K-1", {"phone": "call me"}, "phone", "+49"),
        ("K-1", {"first_name": "A\u0000da"}, "first_name", "shorten"),
        ("K-1", {"last_name": "x" * 201}, "last_name", "shorten"),
        ("  ", {}, "external_id", "number"),
        ("K-1", {"attributes": {"Price Class": "high"}}, "attributes.Price Class", "small letters"),
        ("K-1", {"attributes": {f"a{each}": 1 for each in range(51)}}, "attributes", "only what"),
    ],
)
async def test_wrong_fields_are_named_and_nothing_is_kept(
    agency: Agency, number: str, data: dict[str, Any], field: str, way_out: str
) -> None:
    """Each wrong field says what is wrong and the way out; nothing is half stored."""
    problems = await agency.put(number, **data)
    assert isinstance(problems, list)
    assert [problem.field for problem in problems] == [field]
    assert way_out in problems[0].way_out
    assert await agency.house.rows(customers) == []


async def test_consent_is_written_when_it_changes(agency: Agency) -> None:
    """The ledger gets a line for each change, with version and source, and none for a repetition."""
    yes = ConsentData(purpose="survey", granted=True, version="2027-01")
    for given in (yes, yes, ConsentData(purpose="survey", granted=False)):
        await agency.put(consents=(given,))
    lines = await agency.house.rows(consents)
    assert [(line["granted"], line["version"], line["source"]) for line in lines] == [
        (True, "2027-01", "api"),
        (False, "", "api"),
    ]


async def test_a_new_zone_moves_what_is_planned(agency: Agency) -> None:
    """10:00 is the customer's 10:00: when he moves to Lisbon, the reminder moves with him."""
    await agency.put(zone="Europe/Berlin")
    await agency.book()
    await agency.put(zone="Europe/Lisbon")
    assert (await agency.planned())["balance", 0]["due_at"] == "2027-06-12 11:00"
