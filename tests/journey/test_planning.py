"""A journey, its dates and events become contacts, as their author reads them."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from journey.dates import Anchor, Timeline
from journey.moments import Moment
from journey.phrases import PhraseProblem, parse_when
from journey.plan import ContactPlan, Journey
from journey.planning import LeftOut, is_history, plan

BERLIN, BANGKOK = "Europe/Berlin", "Asia/Bangkok"


def at(text: str, zone: str = BERLIN) -> datetime:
    """A local time, as people write it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def moment(text: str) -> Moment:
    """A phrase for one moment."""
    read = parse_when(text)
    assert isinstance(read, Moment)
    return read


def contact(
    name: str,
    send: str,
    *,
    line: int = 1,
    not_before: str = "",
    drop: str = "",
    flows: tuple[str, ...] = (),
    **other: Any,
) -> ContactPlan:
    """A contact of a journey, its moments as phrases."""
    read = parse_when(send)
    assert not isinstance(read, PhraseProblem)
    return ContactPlan(
        name=name,
        send=read,
        flows=flows or (name,),
        not_before=moment(not_before) if not_before else None,
        drop=moment(drop) if drop else None,
        file="journeys/trip.yaml",
        line=line,
        **other,
    )


TRIP = Journey(
    name="trip",
    persona="all",
    dates=(),
    stop_when=("cancelled",),
    contacts=(
        contact("documents", "when documents_ready"),
        contact(
            "balance",
            "4w before departure at 10:00",
            not_before="3d after booked",
            unless="balance_paid",
            drop="3d before departure",
            rank=1,
            line=9,
        ),
        contact("tips", "every 4w after booked until 2w before departure", flows=("pack", "children", "food")),
        contact("mid_trip", "2d after departure at 17:00 destination time"),
        contact("post_trip", "1d after return at 18:00", drop="21d after return"),
    ),
)


def timeline(**events: str) -> Timeline:
    """Three weeks in Thailand from 10 July 2027."""
    return Timeline(
        customer_zone=BERLIN,
        destination_zone=BANGKOK,
        dates={
            "departure": Anchor(at("2027-07-10 13:40", BANGKOK), BANGKOK),
            "return": Anchor(at("2027-07-31 18:00"), BERLIN),
        },
        events={name: Anchor(at(text), BERLIN) for name, text in events.items()},
    )


def moments(times: Timeline, journey: Journey = TRIP) -> dict[tuple[str, int], datetime]:
    """When each contact is wanted."""
    return {planned.key: planned.due_at for planned in plan(journey, times).contacts}


def test_a_year_of_one_trip() -> None:
    """Booked in January, away in July: every contact has its moment, the tips come each once."""
    assert moments(timeline(booked="2027-01-08 21:15")) == {
        ("tips", 0): at("2027-02-05 21:15"),
        ("tips", 1): at("2027-03-05 21:15"),
        ("tips", 2): at("2027-04-02 21:15"),
        ("balance", 0): at("2027-06-12 10:00"),
        ("mid_trip", 0): at("2027-07-12 17:00", BANGKOK),
        ("post_trip", 0): at("2027-08-01 18:00"),
    }
    flows = [
        planned.flow
        for planned in plan(TRIP, timeline(booked="2027-01-08 21:15")).contacts
        if planned.plan.name == "tips"
    ]
    assert flows == ["pack", "children", "food"]


def test_a_late_booking_is_not_asked_before_its_time() -> None:
    """Three days must pass after booking; the time of day stays; tips stop two weeks before departure."""
    late = moments(timeline(booked="2027-06-20 21:15"))
    assert late["balance", 0] == at("2027-06-24 10:00")
    assert not any(name == "tips" for name, _ in late)


def test_drop_is_known_beforehand() -> None:
    """Each contact carries the moment after which it is useless."""
    planned = {each.plan.name: each for each in plan(TRIP, timeline(booked="2027-01-08 21:15")).contacts}
    assert planned["balance"].drop_at == at("2027-07-07 13:40", BANGKOK)
    assert planned["post_trip"].drop_at == at("2027-08-21 18:00")
    assert planned["mid_trip"].drop_at is None


def test_facts_are_waited_for() -> None:
    """Nothing is planned on an event that has not happened; once it has, its contact is due at once."""
    assert ("documents", 0) not in moments(timeline(booked="2027-01-08 21:15"))
    ready = moments(timeline(booked="2027-01-08 21:15", documents_ready="2027-06-01 11:00"))
    assert ready["documents", 0] == at("2027-06-01 11:00")
    assert ("balance", 0) not in moments(timeline())


def test_what_is_needless_is_left_out_with_its_rule() -> None:
    """A paid balance needs no reminder, a cancelled trip no contact, and why can be told."""
    paid = plan(TRIP, timeline(booked="2027-01-08 21:15", balance_paid="2027-02-01 10:00"))
    assert paid.left_out == {"balance": LeftOut("unless: balance_paid", "journeys/trip.yaml:9")}
    cancelled = plan(TRIP, timeline(booked="2027-01-08 21:15", cancelled="2027-02-01 10:00"))
    assert cancelled.contacts == ()
    assert {left.rule for left in cancelled.left_out.values()} == {"stop_when: cancelled"}
    assert set(cancelled.left_out) == {each.name for each in TRIP.contacts}


def test_a_single_flow_repeats_within_bounds() -> None:
    """One flow repeats until its end, never more than a hundred times."""
    often = Journey(
        name="often",
        persona="all",
        dates=(),
        contacts=(contact("tick", "every 1min after booked until 1d after booked"),),
    )
    assert len(moments(timeline(booked="2027-01-08 21:15"), often)) == 100


def test_history_is_not_caught_up() -> None:
    """An import of last year's trips asks nobody; yesterday's single contact is still worth it, a missed tip is not."""
    planned = {each.key: each for each in plan(TRIP, timeline(booked="2027-01-08 21:15")).contacts}
    assert is_history(planned["post_trip", 0], at("2027-09-01 12:00"))
    assert not is_history(planned["post_trip", 0], at("2027-08-02 12:00"))
    assert is_history(planned["tips", 0], at("2027-02-06 12:00"))


def test_times_of_day_survive_the_odd_night() -> None:
    """Four weeks before a departure in April lies before the clocks change: still 10:00."""
    spring = Timeline(
        customer_zone=BERLIN,
        dates={"departure": Anchor(at("2027-04-10 06:00"), BERLIN)},
        events={"booked": Anchor(at("2027-01-01 12:00"), BERLIN)},
    )
    assert moments(spring)["balance", 0].astimezone(ZoneInfo(BERLIN)).time() == time(10)
