"""A newly published journey reaches the customers it concerns, some at a time, and nobody twice."""

from __future__ import annotations

import pytest

from tests.usecases.agency import AGENCY, JOURNEY, Agency
from usecases.replan import replan

pytestmark = pytest.mark.anyio
LATER = JOURNEY.replace("1d after return at 18:00", "3d after return at 11:00")


async def step(agency: Agency, limit: int = 2) -> int:
    """One tick."""
    house = agency.house
    return await replan(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now, limit=limit)


async def settled(agency: Agency) -> int:
    """Ticks until nothing is left; returns how many customers were looked at."""
    total = 0
    while done := await step(agency):
        total += done
    return total


async def test_a_changed_journey_moves_what_is_planned(agency: Agency) -> None:
    """With another moment in the file, what was planned moves for every customer, and what was opened stays."""
    for number in range(5):
        await agency.join(f"K-{number}", f"chat-{number}")
        await agency.book(f"K-{number}", f"T-{number}")
    await settled(agency)
    await agency.publish(AGENCY | {"journeys/trip.yaml": LATER})
    assert await settled(agency) == 5
    assert {f"{row['planned_for']:%Y-%m-%d %H:%M}" for row in await agency.rows_of("post_trip")} == {"2027-07-27 09:00"}
    assert await settled(agency) == 0


async def test_a_changed_text_moves_nobody(agency: Agency) -> None:
    """Where only words differ no customer is looked at."""
    await agency.join()
    await agency.book()
    await settled(agency)
    await agency.publish(AGENCY | {"flows/tip_one.yaml": AGENCY["flows/tip_one.yaml"].replace("Here", "There")})
    assert await settled(agency) == 0


async def test_the_old_bundle_published_again_moves_them_back(agency: Agency) -> None:
    """Rolling back brings everybody back to the moments of before."""
    await agency.join()
    await agency.book()
    await settled(agency)
    before = [row["planned_for"] for row in await agency.rows_of("post_trip")]
    await agency.publish(AGENCY | {"journeys/trip.yaml": LATER})
    await settled(agency)
    agency.house.pass_time(minutes=5)
    await agency.publish()
    assert await settled(agency) == 1
    assert [row["planned_for"] for row in await agency.rows_of("post_trip")] == before


async def test_a_contact_that_is_gone_is_dropped_and_a_new_one_planned(agency: Agency) -> None:
    """A contact that left the file is dropped by that name; one that came in is planned for old purchases too."""
    await agency.join()
    await agency.book()
    await settled(agency)
    renamed = JOURNEY.replace("contact: post_trip", "contact: opinion")
    await agency.publish(AGENCY | {"journeys/trip.yaml": renamed})
    await settled(agency)
    (old,), (new,) = await agency.rows_of("post_trip"), await agency.rows_of("opinion")
    assert (old["state"], old["rule"]) == ("dropped", "the journey does not plan it any more")
    assert (new["state"], new["planned_for"]) == ("planned", old["planned_for"])
