"""The gate says yes, later or never, and names the rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.budget import Opened, Purpose
from journey.calendar import Place, quiet_rule
from journey.gate import ContactRequest, Drop, Fact, OverCap, Send, Shift, Standing, may_contact
from journey.moments import Span
from journey.plan import Budget, ContactRules

NOON = datetime(2027, 6, 9, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday
RULES = ContactRules(
    budgets=(Budget(("survey",), 2, Span(30, "d"), 4), Budget(("survey", "marketing"), 1, Span(24, "h"), 6))
)
STANDING = Standing(where=Place("Europe/Berlin"), consents={"survey": True})
SURVEY = ContactRequest(
    purpose="survey",
    due_at=NOON,
    planned_for=NOON,
    drop_at=NOON + timedelta(days=21),
    drop_name="21d after return",
    hold_while=("case_open", "person_is_writing"),
    facts={"customer.last_nps": ((9.0, 10.0),), "customer.price_class": ("high", "luxury")},
    place="journeys/trip.yaml:42",
)
FACTS: dict[str, Fact] = {"customer.last_nps": 9, "customer.price_class": ("luxury",)}
HAPPY = replace(STANDING, facts=FACTS)
PLAN = "journeys/trip.yaml:42"


def test_what_nothing_forbids_is_sent() -> None:
    """Consent, room, daytime and all facts: send."""
    assert may_contact(SURVEY, HAPPY, RULES, NOON) == Send()


@pytest.mark.parametrize(
    ("standing", "rule", "place"),
    [
        (replace(HAPPY, erased=True), "erased", ""),
        (replace(HAPPY, consents={"survey": False}), "no consent to survey", ""),
        (replace(HAPPY, consents={"marketing": True}), "no consent to survey", ""),
        (replace(HAPPY, address_open=False), "no open address", ""),
        (replace(HAPPY, facts={**FACTS, "customer.last_nps": 8}), "when: customer.last_nps", PLAN),
        (replace(HAPPY, facts={"customer.last_nps": 10}), "when: customer.price_class", PLAN),
        (replace(HAPPY, facts={**FACTS, "customer.last_nps": "ten"}), "when: customer.last_nps", PLAN),
    ],
)
def test_what_is_forbidden_for_good_is_dropped(standing: Standing, rule: str, place: str) -> None:
    """Erasure, missing consent or address and facts that do not hold refuse it, by name."""
    assert may_contact(SURVEY, standing, RULES, NOON) == Drop(rule, place)


@pytest.mark.parametrize(
    ("standing", "rule", "hours", "place"),
    [
        (replace(HAPPY, case_open=True), "hold_while: case_open", 6, PLAN),
        (replace(HAPPY, person_is_writing=True), "hold_while: person_is_writing", 1, PLAN),
        (replace(HAPPY, conversation=True), "another conversation is going on", 1, PLAN),
        (
            replace(HAPPY, opened=(Opened("marketing", NOON - timedelta(hours=20)),)),
            "budget survey+marketing: 1 per 24h",
            4,
            "contact_rules.yaml:6",
        ),
        (
            replace(HAPPY, opened=tuple(Opened("survey", NOON - timedelta(days=days)) for days in (29, 10))),
            "budget survey: 2 per 30d",
            24,
            "contact_rules.yaml:4",
        ),
    ],
)
def test_what_must_wait_is_shifted(standing: Standing, rule: str, hours: int, place: str) -> None:
    """An open case, a conversation or a spent budget move it to the next moment worth asking at."""
    assert may_contact(SURVEY, standing, RULES, NOON) == Shift(NOON + timedelta(hours=hours), rule, place)


def test_service_needs_neither_consent_nor_budget_but_sleeps() -> None:
    """Service contacts pass without consent and over any budget, and still wait for the morning."""
    service = ContactRequest(purpose="service", due_at=NOON, planned_for=NOON)
    busy = replace(STANDING, consents={}, opened=tuple(Opened("marketing", NOON) for _ in range(9)))
    assert may_contact(service, busy, RULES, NOON) == Send()
    night = NOON.replace(hour=22)
    assert may_contact(replace(service, due_at=night), busy, RULES, night) == Shift(
        (NOON + timedelta(days=1)).replace(hour=9), "quiet hours 20:00-09:00", "contact_rules.yaml"
    )


def test_what_cannot_be_in_time_is_dropped_at_once() -> None:
    """Where waiting leads past `drop`, the contact is refused by both names and not kept hoping."""
    short = replace(SURVEY, drop_at=NOON + timedelta(hours=3))
    assert may_contact(short, replace(HAPPY, case_open=True), RULES, NOON) == Drop(
        "drop: 21d after return (hold_while: case_open)", PLAN
    )
    assert may_contact(short, HAPPY, RULES, NOON + timedelta(hours=3)) == Drop("drop: 21d after return", PLAN)


def test_after_an_outage_if_late_decides() -> None:
    """Two days late: send at once, keep the time of day, or give up, as the author wrote."""
    due = NOON.replace(hour=10)
    now = NOON + timedelta(days=2)
    late = replace(SURVEY, due_at=due, planned_for=due)
    assert may_contact(replace(late, if_late="send"), HAPPY, RULES, now) == Send()
    assert may_contact(replace(late, if_late="drop"), HAPPY, RULES, now) == Drop("if_late: drop", PLAN)
    shifted = may_contact(late, HAPPY, RULES, now)
    assert shifted == Shift(due + timedelta(days=3), "if_late: shift", PLAN)
    assert may_contact(replace(late, due_at=shifted.until), HAPPY, RULES, shifted.until) == Send()


def test_a_budget_of_nothing_drops() -> None:
    """Where no moment is ever free, the contact is refused and not shifted for ever."""
    rules = ContactRules(budgets=(Budget(("survey",), 0, Span(30, "d"), 3),))
    verdict = may_contact(SURVEY, HAPPY, rules, NOON)
    assert verdict == Drop("no free moment (budget survey: 0 per 30d)", "contact_rules.yaml:3")


purposes: st.SearchStrategy[Purpose] = st.sampled_from(("service", "survey", "marketing"))
hours = st.integers(0, 24 * 90).map(lambda each: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=each, minutes=17))


@given(
    purposes,
    hours,
    st.lists(st.builds(Opened, purposes, hours), max_size=8),
    st.sampled_from(("Europe/Berlin", "America/New_York", "Asia/Tokyo")),
    st.booleans(),
    st.booleans(),
)
def test_sent_is_always_right_and_shifts_lead_on(
    purpose: Purpose, now: datetime, opened: list[Opened], zone: str, consent: bool, held: bool
) -> None:
    """A Send is by day and with consent; a Shift is later, by day, and with the hold gone asking there succeeds."""
    standing = Standing(
        where=Place(zone), consents={"survey": consent, "marketing": consent}, opened=tuple(opened), case_open=held
    )
    request = ContactRequest(purpose=purpose, due_at=now, planned_for=now, hold_while=("case_open",))
    match may_contact(request, standing, RULES, now):
        case Send():
            assert not quiet_rule(now, standing.where, RULES)
            assert purpose == "service" or consent
            assert not held
        case Shift(until):
            assert until > now
            assert not quiet_rule(until, standing.where, RULES)
            free = replace(standing, case_open=False)
            assert may_contact(replace(request, due_at=until), free, RULES, until) == Send()
        case Drop(rule):
            assert rule == f"no consent to {purpose}"
            assert not consent


def test_the_month_s_money_is_spent() -> None:
    """A contact over a cap waits for the next month, at an hour that is allowed there, and names the cap."""
    first = datetime(2027, 7, 1, 0, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Thursday
    cap = OverCap(first, "cap: 100 EUR a month (month)", "config.yaml: money.caps")
    found = may_contact(replace(SURVEY, over_cap=cap, drop_at=None), HAPPY, RULES, NOON)
    assert found == Shift(first.replace(hour=9), cap.rule, cap.place)
    until = NOON + timedelta(days=3)
    dropped = may_contact(replace(SURVEY, over_cap=cap, drop_at=until), HAPPY, RULES, NOON)
    assert dropped == Drop(f"drop: 21d after return ({cap.rule})", cap.place)
    gone = may_contact(replace(SURVEY, over_cap=cap), replace(HAPPY, consents={}), RULES, NOON)
    assert gone == Drop("no consent to survey")
