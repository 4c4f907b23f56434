"""What contacts may say beyond one moment: several events, a day of the year, bursts, waves, what did not happen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from journey.dates import Anchor, Timeline
from journey.phrases import PhraseProblem, anchors, parse_when, phrase
from journey.plan import Journey
from journey.planning import Plan, plan
from tests.journey.test_planning import BERLIN, at, contact

KNOWN = {"device_used": Anchor(at("2027-03-01 09:00"), BERLIN), "app_used": Anchor(at("2027-03-05 20:00"), BERLIN)}


def due(result: Plan) -> list[str]:
    """When everything is due, on Berlin's clock."""
    return [f"{each.due_at.astimezone(KNOWN['app_used'].at.tzinfo):%Y-%m-%d %H:%M}" for each in result.contacts]


def planned(timeline: Timeline, *, unless: str = "", **contacts: str) -> Plan:
    """The plan of a journey with these contacts, by name and phrase."""
    plans = tuple(contact(name, send, unless=unless) for name, send in contacts.items())
    return plan(Journey(name="j", persona="all", dates=(), contacts=plans), timeline)


@pytest.mark.parametrize(
    "text",
    [
        "when device_used and app_used",
        "2d after device_used and app_used at 10:00",
        "on 1 December after return at 10:00",
        "every 29 February after return until 9y after return",
        "every 4w after a and b at 09:00 destination time until 2w before departure",
    ],
)
def test_a_phrase_reads_and_writes_the_same(text: str) -> None:
    """What was read is written as it was."""
    read = parse_when(text)
    assert not isinstance(read, PhraseProblem)
    assert phrase(read) == text


@pytest.mark.parametrize(
    ("text", "hint", "column"),
    [
        ("on 31 February after return", "1 to 29", 4),
        ("on 1 Dezember after return", '"December"', 6),
        ("on 1. December after return", "1 December", 4),
        ("on 1 December before return", '"after"', 15),
        ("every 1 December after return", "until", 30),
        ("when a and", "write for example", 8),
    ],
)
def test_a_slip_is_named_at_its_column(text: str, hint: str, column: int) -> None:
    """Every mistake says where it is and what to write."""
    read = parse_when(text)
    assert isinstance(read, PhraseProblem)
    assert (hint in read.way_out, read.column) == (True, column)


def test_two_events_count_from_the_later_one() -> None:
    """Nothing is planned while one is missing; then the later one is the anchor."""
    half = Timeline(customer_zone=BERLIN, events={"device_used": KNOWN["device_used"]})
    both = Timeline(customer_zone=BERLIN, events=KNOWN)
    phrases = {"now": "when device_used and app_used", "later": "2d after device_used and app_used at 10:00"}
    assert due(planned(half, **phrases)) == []
    assert due(planned(both, **phrases)) == ["2027-03-05 20:00", "2027-03-07 10:00"]
    read = parse_when(phrases["now"])
    assert not isinstance(read, PhraseProblem)
    assert anchors(read) == ("device_used", "app_used")


def test_a_day_of_the_year_comes_after_the_anchor() -> None:
    """The first 1 December after a return is this year's in summer and next year's in December."""
    summer = Timeline(customer_zone=BERLIN, dates={"return": Anchor(at("2027-07-24 20:00"), BERLIN)})
    winter = Timeline(customer_zone=BERLIN, dates={"return": Anchor(at("2027-12-01 08:00"), BERLIN)})
    send = "on 1 December after return at 10:00"
    assert due(planned(summer, advent=send)) == ["2027-12-01 10:00"]
    assert due(planned(winter, advent=send)) == ["2028-12-01 10:00"]


def test_a_day_of_every_year_ends_with_its_month() -> None:
    """29 February is the 28th in the years that have none, and the repetition stops where its author said."""
    timeline = Timeline(customer_zone=BERLIN, dates={"return": Anchor(at("2026-07-24 20:00"), BERLIN)})
    yearly = planned(timeline, leap="every 29 February after return at 10:00 until 3y after return")
    assert due(yearly) == ["2027-02-28 10:00", "2028-02-29 10:00", "2029-02-28 10:00"]


def test_events_within_minutes_become_one_message() -> None:
    """Three events in six minutes are one contact, 15 minutes after the last; one an hour later is another."""
    start = at("2027-03-01 09:00")
    times = tuple(start + timedelta(minutes=minutes) for minutes in (0, 3, 6, 70))
    timeline = Timeline(customer_zone=BERLIN, events={"progress": Anchor(times[-1], BERLIN)}, times={"progress": times})
    gathering = contact("progress", "when progress", gather=timedelta(minutes=15))
    result = plan(Journey(name="j", persona="all", dates=(), contacts=(gathering,)), timeline)
    assert due(result) == ["2027-03-01 09:21", "2027-03-01 10:25"]
    three = Timeline(customer_zone=BERLIN, events={"progress": Anchor(times[2], BERLIN)}, times={"progress": times[:3]})
    before = plan(Journey(name="j", persona="all", dates=(), contacts=(gathering,)), three)
    assert before.contacts[0].key == result.contacts[0].key


def test_a_wave_is_spread_and_stays_so() -> None:
    """Of 400 customers within two hours no quarter gets less than 60, and everybody keeps his moment."""
    wide = contact("news", "2d after booked at 10:00", spread=timedelta(hours=2))
    journey = Journey(name="j", persona="all", dates=(), contacts=(wide,))
    booked = {"booked": Anchor(at("2027-03-01 09:00"), BERLIN)}

    def when(number: int) -> datetime:
        return plan(journey, Timeline(customer_zone=BERLIN, events=booked, whose=f"K-{number}:")).contacts[0].due_at

    minutes = [(when(number) - at("2027-03-03 10:00")).total_seconds() / 60 for number in range(400)]
    assert all(0 <= each < 120 for each in minutes)
    assert min(sum(low <= each < low + 30 for each in minutes) for low in (0, 30, 60, 90)) >= 60
    assert when(7) == when(7)


def test_what_happened_elsewhere_makes_it_needless_only_afterwards() -> None:
    """Outside a purchase a booking of last year does not answer for a booking begun today; one of tonight does."""
    begun = at("2027-03-01 09:00")
    events = {"booking_started": Anchor(begun, BERLIN)}

    def left(booked: datetime | None) -> list[str]:
        elsewhere = {"booking_started": begun} | ({"booked": booked} if booked else {})
        timeline = Timeline(customer_zone=BERLIN, events=events, elsewhere=elsewhere)
        return due(planned(timeline, unless="booked", help="24h after booking_started"))

    assert left(None) == left(datetime(2026, 1, 1, tzinfo=UTC)) == ["2027-03-02 09:00"]
    assert left(begun + timedelta(hours=3)) == []
