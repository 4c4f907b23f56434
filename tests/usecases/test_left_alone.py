"""Who is in the hold-out group or not in the sample is refused by name; service reaches everybody."""

from __future__ import annotations

import pytest

from tests.usecases.agency import AGENCY, JOURNEY, Agency

pytestmark = pytest.mark.anyio


async def settle(agency: Agency, journey: str) -> dict[str, tuple[str, str]]:
    """What becomes of a documents message (service) and of the survey after the trip under a changed journey."""
    await agency.publish(AGENCY | {"journeys/trip.yaml": journey})
    await agency.join()
    await agency.book()
    agency.at("2027-07-01 12:00")
    await agency.event("documents_ready", trip="T-1")
    await agency.open()
    agency.at("2027-07-26 18:00")
    await agency.open()
    rows = await agency.planned()
    return {name: (rows[name, 0]["state"], rows[name, 0]["rule"]) for name in ("documents", "post_trip")}


async def test_the_hold_out_group_gets_service_alone(agency: Agency) -> None:
    """With all customers held out the survey is refused by that name, and the documents still come."""
    held = await settle(agency, JOURNEY.replace("stop_when:", "hold_out: 100 %\nstop_when:"))
    assert held == {"documents": ("opened", ""), "post_trip": ("refused", "hold_out: 100 %")}


async def test_who_is_not_in_the_sample_is_not_asked(agency: Agency) -> None:
    """A sample of a ten-thousandth leaves this customer out, by name."""
    few = JOURNEY.replace(
        "    send: 1d after return at 18:00", "    send: 1d after return at 18:00\n    sample: 0.01 %"
    )
    assert (await settle(agency, few))["post_trip"] == ("refused", "sample: 0.01 %")
