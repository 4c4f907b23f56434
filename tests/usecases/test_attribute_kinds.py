"""attributes.yaml keeps out what no rule could ever match, wherever it comes in."""

from __future__ import annotations

from typing import Any

import pytest

from storage.customers import customers
from tests.usecases.agency import AGENCY, Agency
from usecases.wrong_field import WrongField

pytestmark = pytest.mark.anyio
ATTRIBUTES = """
echoloop: 1
customer:
  price_class: [budget, high]
  children_ages: numbers
  since: date
  loves_sun: yes_no
  nickname: text
  kilos: number
  owes: money
"""
FITTING = [
    {"price_class": "high", "children_ages": ["4", "7"], "since": "2020-02-29", "loves_sun": True, "kilos": 80},
    {"children_ages": 4, "nickname": "Addi", "kilos": "80.5"},
    {"owes": "1984.00 EUR"},
    {"owes": 12.5},
    {"phone": "+49 30 1234567", "region": "DE-BY"},
]
WRONG = [
    ({"price_clas": "high"}, "attributes.price_clas", 'did you mean "price_class"?'),
    ({"shoe_size_of_his_dog": 3}, "attributes.shoe_size_of_his_dog", "add it to attributes.yaml, or leave it out"),
    ({"price_class": "hihg"}, "attributes.price_class", "send one of budget, high"),
    (
        {"children_ages": ["four"]},
        "attributes.children_ages",
        'send a number or a list of them as texts, like ["4", "7"]',
    ),
    ({"since": "2021-02-29"}, "attributes.since", "send a date, like 2027-07-10"),
    ({"loves_sun": "yes"}, "attributes.loves_sun", "send true or false"),
    ({"nickname": ["a"]}, "attributes.nickname", "send a text"),
    ({"kilos": True}, "attributes.kilos", "send a number, like 4"),
    ({"owes": "viel"}, "attributes.owes", "send a sum with or without its currency, like 1984.00 EUR"),
    ({"owes": "19 apples"}, "attributes.owes", "send a sum with or without its currency, like 1984.00 EUR"),
    ({"owes": True}, "attributes.owes", "send a sum with or without its currency, like 1984.00 EUR"),
]


@pytest.fixture
async def typed(agency: Agency) -> Agency:
    """The agency, with its attributes described."""
    await agency.publish(AGENCY | {"attributes.yaml": ATTRIBUTES})
    return agency


@pytest.mark.parametrize("attributes", FITTING)
async def test_what_fits_is_kept(typed: Agency, attributes: dict[str, Any]) -> None:
    """Words, numbers, dates and lists as described; what the product itself reads needs no description."""
    assert not isinstance(await typed.put(attributes=attributes), list)


@pytest.mark.parametrize(("attributes", "field", "way_out"), WRONG)
async def test_what_does_not_fit_is_refused(typed: Agency, attributes: Any, field: str, way_out: str) -> None:
    """Nothing is stored, and the way out is named."""
    (wrong,) = await typed.put(attributes=attributes)  # type: ignore[misc]
    assert isinstance(wrong, WrongField)
    assert (wrong.field, wrong.way_out) == (field, way_out)
    assert await typed.house.rows(customers) == []


async def test_without_a_description_everything_goes(agency: Agency) -> None:
    """An installation without the file takes any attribute; so do purchases where only customers are described."""
    assert not isinstance(await agency.put(attributes={"anything": "goes"}), list)
    agency.house.pass_time(minutes=1)
    await agency.publish(AGENCY | {"attributes.yaml": ATTRIBUTES})
    told = await agency.event("booked", trip="T-1", purchase={"attributes": {"anything": "goes"}})
    assert not isinstance(told, list)
