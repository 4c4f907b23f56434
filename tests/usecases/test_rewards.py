"""Codes, gifts, tiers, recommendation links and seats, from the flow to the row: each once, and none in trouble."""

from __future__ import annotations

from typing import Any

import pytest

from conversation.reading import Reading
from storage.cases import cases
from storage.customers import addresses
from storage.purchases import events, purchases
from storage.rewards import add_codes, recommended, rewards_given, seats
from tests.usecases.agency import AGENCY, Agency
from usecases.start_flow import Opened, start_flow

pytestmark = pytest.mark.anyio
REWARDS = """
echoloop: 1
invite_link: https://sonnweg.example/friends?by={code}
rewards:
  thanks: {once_per: customer}
  book: {kind: gift, team: care, within: 7d}
  loyal: {tiers: {2: silver, 3: gold}}
  silver: {template: "SILVER-{code}"}
  gold: {template: "GOLD-{code}"}
events:
  workshop: {seats: 1, waiting: 1}
"""
FLOW = """
echoloop: 1
flow: {flow}
purpose: service
steps:
  - {step}
    de: Bitte sehr. {text}
    en: Here you are. {text}
    then:
      {fallback}:
        - say: sorry
          de: Leider nicht.
          en: Sorry, no.
"""


def flow(name: str, step: str, text: str, fallback: str) -> str:
    """A flow that gives something."""
    return FLOW.replace("{flow}", name).replace("{step}", step).replace("{text}", text).replace("{fallback}", fallback)


CODE = "{{ reward.code }}"
FILES = AGENCY | {
    "rewards.yaml": REWARDS,
    "flows/thanks.yaml": flow("thanks", "give: a\n    reward: thanks", CODE, "none_left"),
    "flows/loyal.yaml": flow("loyal", "give: a\n    reward: loyal", CODE, "none_left"),
    "flows/book.yaml": flow("book", "give: a\n    reward: book", "", "none_left"),
    "flows/link.yaml": flow("link", "invite: a", "{{ invite.link }}", "failed"),
    "flows/seat.yaml": flow("seat", "take_seat: a\n    event: workshop", "", "full"),
}


@pytest.fixture
async def giving(agency: Agency) -> Agency:
    """The agency with rewards, and two codes in the pool."""
    await agency.publish(FILES)
    await agency.house.store.run(lambda tx: add_codes(tx, "thanks", ["ONE", "TWO"], agency.house.now))
    return agency


async def run(agency: Agency, customer: str, name: str) -> list[str]:
    """Start a flow; returns what it said."""
    house = agency.house
    address = next(row for row in await house.rows(addresses) if row["customer_id"] == customer)
    before = len(house.texts(address["platform_id"]))
    started = await start_flow(house.store, customer, name, bundles=house.bundles, new_id=house.new_id, now=house.now)
    assert isinstance(started, Opened)
    await house.deliver()
    return house.texts(address["platform_id"])[before:]


async def given(agency: Agency) -> list[dict[str, Any]]:
    """All rewards given."""
    return await agency.house.rows(rewards_given)


async def test_a_code_is_the_customers_own(giving: Agency) -> None:
    """Asked again he is told the same code; the next gets the next; then there is none left."""
    ada, bob, eve = [await giving.join(f"K-{n}", name) for n, name in enumerate(("ada", "bob", "eve"))]
    assert await run(giving, ada, "thanks") == ["Here you are. ONE"]
    assert await run(giving, ada, "thanks") == ["Here you are. ONE"]
    assert await run(giving, bob, "thanks") == ["Here you are. TWO"]
    assert await run(giving, eve, "thanks") == ["Sorry, no."]
    assert [row["code"] for row in await given(giving)] == ["ONE", "TWO"]


async def test_tiers_go_by_the_number_of_purchases(giving: Agency) -> None:
    """One trip brings nothing, two bring silver, three gold; silver given stays given."""
    ada = await giving.join()
    seen = []
    for trip in ("T-1", "T-2", "T-3"):
        await giving.book(trip=trip)
        seen.append((await run(giving, ada, "loyal"))[0].partition("-")[0])
    assert seen == ["Sorry, no.", "Here you are. SILVER", "Here you are. GOLD"]


async def test_a_gift_is_a_task_of_a_team(giving: Agency) -> None:
    """The team has a week; asked again there is still one task."""
    ada = await giving.join()
    for _ in range(2):
        assert (await run(giving, ada, "book"))[0].startswith("Here you are.")
    (task,) = await given(giving)
    assert (task["kind"], task["team"], (task["due_at"] - task["at"]).days) == ("gift", "care", 7)


async def test_nothing_is_given_while_a_case_is_open(giving: Agency) -> None:
    """Whoever waits for a person gets no code and no link to pass on."""
    ada = await giving.join()
    asked = "Where is my refund?"
    giving.house.reader.readings[asked] = Reading(kind="question", model="given")
    await giving.house.hear(asked)
    assert len(await giving.house.rows(cases)) == 1
    assert await run(giving, ada, "thanks") == ["Sorry, no."]
    assert await run(giving, ada, "link") == ["Sorry, no."]
    assert await given(giving) == []


async def test_a_friends_booking_is_known_and_thanked_once(giving: Agency) -> None:
    """The code in the link names the recommender: a booking counts once, and nobody recommends to himself."""
    ada, _ = await giving.join("K-1", "ada"), await giving.join("K-2", "bob")
    (said,) = await run(giving, ada, "link")
    code = said.partition("by=")[2]
    assert (await run(giving, ada, "link"))[0].partition("by=")[2] == code
    await giving.event("booked", "K-1", trip="T-own", data={"recommended_by": code})
    for _ in range(2):
        await giving.event("booked", "K-2", trip="T-friend", data={"recommended_by": code})
    await giving.event("booked", "K-2", trip="T-other", data={"recommended_by": "unknown"})
    (row,) = await giving.house.rows(recommended)
    assert (row["customer_id"], row["by"]) == (ada, code)
    bought = {row["external_id"]: row["attributes"] for row in await giving.house.rows(purchases)}
    assert bought["T-friend"] == {"recommended_by": "K-1"}
    thanked = [row for row in await giving.house.rows(events) if row["name"] == "friend_booked"]
    assert [row["customer_id"] for row in thanked] == [ada]


async def test_seats_go_in_the_order_of_coming(giving: Agency) -> None:
    """One seat, one place on the list, and the third is told that it is full."""
    people = [await giving.join(f"K-{n}", name) for n, name in enumerate(("ada", "bob", "eve"))]
    said = [(await run(giving, each, "seat"))[:1] for each in people]
    assert said[2] == ["Sorry, no."]
    assert [(row["customer_id"], row["waiting"]) for row in await giving.house.rows(seats)] == [
        (people[0], False),
        (people[1], True),
    ]
