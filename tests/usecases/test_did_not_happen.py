"""What should have happened and did not: the customer is asked, or the desk is told before he complains."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.cases import cases
from tests.usecases.agency import AGENCY, SAY, Agency

pytestmark = pytest.mark.anyio
JOURNEY = """
echoloop: 1
journey: booking
contacts:
  - contact: unfinished
    send: 24h after booking_started
    unless: booked
    flow: need_help
  - contact: overdue
    send: 4h after requested
    unless: {event: confirmed}
    alert: {team: booking, priority: high}
"""
FILES = AGENCY | {
    "journeys/booking.yaml": JOURNEY,
    "flows/need_help.yaml": SAY.format(flow="need_help", purpose="service"),
}


async def test_a_booking_that_was_begun_and_not_finished(agency: Agency) -> None:
    """After 24 hours without `booked` the customer is written to; a booking, though it is a purchase, prevents it."""
    await agency.publish(FILES)
    for number, sender in (("K-1", "ada"), ("K-2", "bob")):
        await agency.join(number, sender)
        await agency.event("booking_started", number)
    agency.house.pass_time(hours=3)
    await agency.book("K-2")
    agency.house.pass_time(hours=21)
    await agency.open()
    assert agency.house.texts("ada")[-1] == "Here is need_help."
    assert "Here is need_help." not in agency.house.texts("bob")
    rules = sorted((row["state"], row["rule"]) for row in (await agency.rows_of("unfinished")))
    assert rules == [("dropped", "unless: booked"), ("opened", "")]


async def test_the_desk_is_told_of_what_is_overdue(agency: Agency) -> None:
    """Four hours after a request without confirmation the booking team has a case, at night too, without a word."""
    await agency.publish(FILES)
    await agency.join(consents=())
    await agency.book()
    agency.at("2027-01-09 20:00")
    await agency.event("requested", trip="T-1")
    said = len(agency.house.texts())
    agency.house.pass_time(hours=4)
    await agency.open()
    (case,) = await agency.house.rows(cases)
    assert (case["team"], case["priority"], case["reasons"][0]["by"]) == ("booking", "high", "booking.overdue (T-1)")
    assert len(agency.house.texts()) == said
    assert [row["state"] for row in await agency.rows_of("overdue")] == ["opened"]


async def test_a_confirmation_in_time_is_silence(agency: Agency) -> None:
    """What was confirmed within the four hours reaches no desk."""
    await agency.publish(FILES)
    await agency.join()
    await agency.book()
    await agency.event("requested", trip="T-1")
    agency.house.pass_time(hours=1)
    await agency.event("confirmed", trip="T-1")
    agency.house.now += timedelta(hours=4)
    await agency.open()
    assert await agency.house.rows(cases) == []
