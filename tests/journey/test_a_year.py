"""A small company's year on a moved clock, in pure functions: planned, asked at the gate, opened, all accounted for.

200 customers in many zones book, pay, travel, cancel and opt out; both nights on which clocks change lie in the year,
and for two days nothing runs at all. What is opened is then checked against the rules by other means than the gate's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from journey.budget import Opened, Purpose
from journey.calendar import Place
from journey.dates import Anchor, Timeline
from journey.gate import ContactRequest, Drop, Send, Shift, Standing, may_contact
from journey.moments import Moment, Span
from journey.phrases import PhraseProblem, parse_moment, parse_when
from journey.plan import Budget, ContactPlan, ContactRules, Journey
from journey.planning import Planned, plan
from journey.replanning import Before, compare

START, END = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 3, 15, tzinfo=UTC)
OUTAGE = datetime(2027, 8, 3, 6, tzinfo=UTC), datetime(2027, 8, 5, 6, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "America/Havana", "Asia/Tokyo", "Australia/Lord_Howe")
RULES = ContactRules(
    budgets=(
        Budget(("survey",), 2, Span(30, "d"), 4),
        Budget(("marketing",), 1, Span(30, "d"), 5),
        Budget(("survey", "marketing"), 1, Span(24, "h"), 6),
    )
)
PURPOSE: dict[str, Purpose] = {
    "documents": "service",
    "balance": "service",
    "tips": "marketing",
    "mid_trip": "survey",
    "post_trip": "survey",
    "delivery": "survey",
}


def contact(name: str, send: str, **other: str) -> ContactPlan:
    """A contact as the file would say it."""
    read = parse_when(send)
    assert not isinstance(read, PhraseProblem)
    limits: dict[str, Moment] = {}
    for key in ("not_before", "drop"):
        if key in other:
            limit = parse_moment(other[key])
            assert isinstance(limit, Moment)
            limits[key] = limit
    return ContactPlan(
        name=name,
        send=read,
        flows=("a", "b", "c") if name == "tips" else (name,),
        not_before=limits.get("not_before"),
        drop=limits.get("drop"),
        unless=other.get("unless", ""),
        if_late="drop" if name == "mid_trip" else "shift",
    )


JOURNEY = Journey(
    name="trip",
    persona="all",
    dates=(),
    stop_when=("cancelled",),
    contacts=(
        contact("documents", "when documents_ready"),
        contact("delivery", "3d after documents_ready at 10:00"),
        contact("balance", "4w before departure at 10:00", not_before="3d after booked", unless="balance_paid"),
        contact("tips", "every 4w after booked until 2w before departure"),
        contact("mid_trip", "2d after departure at 17:00 destination time"),
        contact("post_trip", "1d after return at 18:00", drop="21d after return"),
    ),
)


@dataclass
class Waiting:
    """A planned contact and what became of it: opened, dropped, or still "planned"."""

    id: str
    wanted: Planned
    due_at: datetime
    state: str = "planned"
    rule: str = ""


@dataclass
class Traveller:
    """One customer with one trip: a script of facts, and what we know and did so far."""

    zone: str
    away: str
    departs: datetime
    script: list[tuple[datetime, str]]
    events: dict[str, Anchor] = field(default_factory=dict)
    consents: dict[Purpose, bool] = field(default_factory=dict)
    contacts: list[Waiting] = field(default_factory=list)
    opened: list[tuple[Purpose, datetime, str]] = field(default_factory=list)
    consent_log: list[tuple[datetime, bool]] = field(default_factory=list)

    def live(self, now: datetime) -> None:
        """Let the facts of the script happen, and plan anew after each."""
        while self.script and self.script[0][0] <= now:
            at, name = self.script.pop(0)
            if name in ("consent", "stop"):
                self.consents = {"survey": name == "consent", "marketing": name == "consent"}
                self.consent_log.append((at, name == "consent"))
            elif name == "postponed":
                self.departs += timedelta(days=9)
            else:
                self.events[name] = Anchor(at, self.zone)
            self.plan(now)

    def plan(self, now: datetime) -> None:
        """Compare what the journey wants with what is planned."""
        dates = {
            "departure": Anchor(self.departs, self.away),
            "return": Anchor(self.departs + timedelta(days=12), self.zone),
        }
        timeline = Timeline(customer_zone=self.zone, destination_zone=self.away, dates=dates, events=self.events)
        known = {each.id: each for each in self.contacts}
        before = [
            Before(each.id, *each.wanted.key, each.wanted.due_at, each.wanted.drop_at, each.state != "planned")
            for each in self.contacts
        ]
        changes = compare(plan(JOURNEY, timeline), before, now)
        for wanted in changes.new:
            self.contacts.append(Waiting(f"{wanted.key}", wanted, wanted.due_at))
        for moved in changes.moved:
            known[moved.id].wanted, known[moved.id].due_at = moved.planned, moved.planned.due_at
        for dropped in changes.dropped:
            known[dropped.id].state, known[dropped.id].rule = "dropped", dropped.why.rule

    def where(self, now: datetime) -> str:
        """Whose clock the traveller lives by."""
        return self.away if self.departs <= now < self.departs + timedelta(days=12) else self.zone

    def open_due(self, now: datetime) -> None:
        """Ask the gate for everything that is due."""
        for each in self.contacts:
            if each.state == "planned" and each.due_at <= now:
                self.ask(each, now)

    def ask(self, each: Waiting, now: datetime) -> None:
        """Ask the gate for one contact and do what it says."""
        purpose = PURPOSE[each.wanted.plan.name]
        request = ContactRequest(
            purpose=purpose,
            due_at=each.due_at,
            planned_for=each.wanted.due_at,
            drop_at=each.wanted.drop_at,
            if_late=each.wanted.plan.if_late,
        )
        opened = tuple(Opened(purpose, at) for purpose, at, _ in self.opened)
        standing = Standing(where=Place(self.where(now), "DE"), consents=self.consents, opened=opened)
        match may_contact(request, standing, RULES, now):
            case Send():
                each.state = "opened"
                self.opened.append((purpose, now, self.where(now)))
            case Shift(until, rule):
                each.due_at, each.rule = until, rule
            case Drop(rule):
                each.state, each.rule = "refused", rule


def traveller(chance: Random) -> Traveller:
    """A customer whose trip follows the dice."""
    booked = START + timedelta(hours=chance.randrange(24 * 240))
    departs = booked + timedelta(days=chance.randrange(8, 150), hours=chance.randrange(24))
    script = [(booked, "booked"), (booked + timedelta(hours=2), "consent")]
    script.append((departs - timedelta(days=6), "documents_ready"))
    if chance.random() < 0.5:
        script.append((booked + (departs - booked) * chance.random(), "balance_paid"))
    for name, share in (("cancelled", 0.1), ("stop", 0.15), ("postponed", 0.15)):
        if chance.random() < share:
            script.append((booked + (departs - booked) * chance.random(), name))
    if chance.random() < 0.2:
        script.remove((booked + timedelta(hours=2), "consent"))
    zone, away = chance.choice(ZONES), chance.choice(ZONES)
    return Traveller(zone=zone, away=away, departs=departs, script=sorted(script))


def play(seed: int) -> list[Traveller]:
    """The whole year in steps of 20 minutes, with two days on which nothing runs."""
    chance = Random(seed)
    everybody = [traveller(chance) for _ in range(200)]
    now = START
    while now < END:
        now += timedelta(minutes=20)
        if OUTAGE[0] <= now < OUTAGE[1]:
            continue
        for each in everybody:
            if each.script and each.script[0][0] <= now:
                each.live(now)
            each.open_due(now)
    return everybody


@pytest.fixture(scope="module")
def year() -> list[Traveller]:
    """One year, played once for all checks."""
    return play(11)


def test_nobody_is_woken(year: list[Traveller]) -> None:
    """No contact between 20:00 and 09:00 or on a Sunday, by the clock of where the customer is."""
    for each in year:
        for _, at, zone in each.opened:
            shown = at.astimezone(ZoneInfo(zone))
            assert 9 <= shown.hour < 20
            assert shown.weekday() != 6


def test_nobody_is_asked_without_consent(year: list[Traveller]) -> None:
    """At each survey or nudge the latest word was yes."""
    for each in year:
        for purpose, at, _ in each.opened:
            said = [granted for when, granted in each.consent_log if when <= at]
            assert purpose == "service" or said[-1:] == [True]


def test_nobody_is_asked_too_often(year: list[Traveller]) -> None:
    """Two surveys and one nudge in any 30 days, one of both in any 24 hours."""
    limits: list[tuple[set[Purpose], int, timedelta]] = [
        ({"survey"}, 2, timedelta(days=30)),
        ({"marketing"}, 1, timedelta(days=30)),
        ({"survey", "marketing"}, 1, timedelta(hours=24)),
    ]
    for each in year:
        for purposes, most, window in limits:
            times = [at for purpose, at, _ in each.opened if purpose in purposes]
            for last in times:
                assert sum(last - window < at <= last for at in times) <= most


def test_every_planned_contact_is_accounted_for(year: list[Traveller]) -> None:
    """At the end each contact is opened, refused or dropped; what is not opened names its rule; nothing came twice."""
    states = Counter(contact.state for each in year for contact in each.contacts)
    total = sum(len(each.contacts) for each in year)
    assert states["planned"] == 0
    assert states["opened"] + states["refused"] + states["dropped"] == total
    assert states["opened"] == sum(len(each.opened) for each in year) > 300
    assert all(contact.rule for each in year for contact in each.contacts if contact.state != "opened")
    assert all(len({contact.id for contact in each.contacts}) == len(each.contacts) for each in year)


def test_the_year_holds_what_it_promises(year: list[Traveller]) -> None:
    """Cancelled, paid, late, silent, unwilling: all of it happened, else the checks above would prove little."""
    rules = {contact.rule.split(" (")[0] for each in year for contact in each.contacts}
    assert {
        "stop_when: cancelled",
        "unless: balance_paid",
        "no consent to survey",
        "no consent to marketing",
        "if_late: shift",
        "if_late: drop",
        "quiet hours 20:00-09:00",
        "quiet day: sunday",
        "budget marketing: 1 per 30d",
    } <= rules


def test_played_twice_it_is_the_same(year: list[Traveller]) -> None:
    """The same dice make the same year: no clock, no order and no chance hides in the rules."""
    again = play(11)
    assert [each.opened for each in again] == [each.opened for each in year]
    assert [replace(contact) for each in again for contact in each.contacts] == [
        contact for each in year for contact in each.contacts
    ]
