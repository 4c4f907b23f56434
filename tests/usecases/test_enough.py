"""Enough is enough: a quota over all customers, and one contact that serves several purchases."""

from __future__ import annotations

import pytest

from tests.usecases.agency import AGENCY, JOURNEY, Agency

pytestmark = pytest.mark.anyio
SEND = "    send: 1d after return at 18:00\n"


async def test_a_quota_is_never_exceeded(agency: Agency) -> None:
    """Of four customers due together two are asked, the others refused by the quota; a month later it is free."""
    await agency.publish(AGENCY | {"journeys/trip.yaml": JOURNEY.replace(SEND, f"{SEND}    quota: 2 per 4w\n")})
    for number in range(5):
        await agency.join(f"K-{number}", f"chat-{number}")
        if number < 4:
            await agency.book(f"K-{number}", f"T-{number}")
    agency.at("2027-07-25 18:00")  # a Sunday
    await agency.open()
    agency.at("2027-07-26 09:00")
    await agency.open(limit=1)  # as several batches would
    await agency.open()
    states = sorted((row["state"], row["rule"]) for row in await agency.rows_of("post_trip"))
    assert states == [("opened", "quiet day: sunday")] * 2 + [("refused", "quota: 2 per 4w")] * 2
    dates = {"departs_at": agency.house.now, "returns_at": agency.house.now.replace(month=8, day=27)}
    await agency.event("booked", "K-4", trip="T-4", purchase=dates)
    agency.at("2027-08-28 18:00")
    await agency.open()
    assert [row["state"] for row in await agency.rows_of("post_trip")].count("opened") == 3


async def test_two_trips_at_once_are_asked_about_once(agency: Agency) -> None:
    """Two purchases that end together lead to one question where the contact says once_in."""
    once = JOURNEY.replace(SEND, f"{SEND}    once_in: 2w\n")
    await agency.publish(AGENCY | {"journeys/trip.yaml": once})
    await agency.join()
    await agency.book(trip="T-1")
    await agency.book(trip="T-2")
    agency.at("2027-07-25 18:00")
    for _ in range(72):
        await agency.open()
        agency.house.pass_time(hours=1)
    rows = await agency.rows_of("post_trip")
    assert sorted((row["state"], row["rule"]) for row in rows if row["state"] == "refused") == [
        ("refused", "once_in: 2w")
    ]
    assert [row["state"] for row in rows].count("opened") == 1
