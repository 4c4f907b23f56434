"""Plays one customer's usual year through a journey and the contact rules, to see what its own budget keeps back.

Booked on a Monday in January, off for two weeks in July; all consents are given, all conditions hold, other events
come a month after the booking. Only the gate decides; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from authoring.draft import all_steps
from authoring.experience import Experience
from conversation.steps.plan import Plan as PlanStep
from journey.budget import Opened, Purpose
from journey.calendar import Place
from journey.dates import Anchor, Timeline
from journey.gate import ContactRequest, Drop, Send, Shift, Standing, may_contact
from journey.moments import Moment
from journey.plan import ContactPlan, ContactRules, Journey
from journey.planning import plan

BOOKED = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
DEPARTS = datetime(2027, 7, 9, 9, 0, tzinfo=UTC)
RETURNS = datetime(2027, 7, 23, 18, 0, tzinfo=UTC)
OTHER_EVENT = timedelta(days=30)
MOST = 1000
"""So many moments are tried: more than any journey has, and a bound for one that runs wild."""

BUDGET = "budget"
"""How the gate's rules about a budget are called."""

CONSENTS: dict[Purpose, bool] = {"service": True, "survey": True, "marketing": True}


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A contact that did not leave when its journey wanted it, because of a budget."""

    contact: str
    rule: str
    place: str
    waits: timedelta
    dropped: bool


@dataclass(frozen=True, slots=True)
class _Due:
    """A contact that waits for its moment."""

    plan: ContactPlan
    flow: str
    wanted: datetime
    drop_at: datetime | None
    rule: str = ""
    place: str = ""


def usual_year(experience: Experience, journey: Journey) -> Iterator[KeptBack]:
    """Each contact of the journey that a budget drops or makes wait, in the order of the year."""
    journey = replace(journey, contacts=tuple(each for each in journey.contacts if each.flows))
    year = _Year(experience, journey, _rules(experience.rules))
    for each in plan(journey, _timeline(journey, experience.brand.zone)).contacts:
        year.wait(each.due_at, _Due(each.plan, each.flow, each.due_at, each.drop_at))
    for _ in range(MOST):
        if not year.waiting:
            return
        at, _, _, due = heappop(year.waiting)
        if due.flow in experience.flows:
            yield from year.try_at(at, due)


def _rules(rules: ContactRules) -> ContactRules:
    """The rules of contact without public holidays: a usual year has none."""
    sundays = tuple(day for day in rules.quiet_days if day == "sunday")
    return replace(rules, quiet_days=sundays)


@dataclass(slots=True)
class _Year:
    """What has been opened so far, and what waits."""

    experience: Experience
    journey: Journey
    rules: ContactRules
    opened: list[Opened] = field(default_factory=list)
    waiting: list[tuple[datetime, int, int, _Due]] = field(default_factory=list)
    count: int = 0

    def wait(self, at: datetime, due: _Due) -> None:
        """Try this contact at that moment; of two at once the rank decides, then the order of writing."""
        self.count += 1
        heappush(self.waiting, (at, due.plan.rank, self.count, due))

    def try_at(self, at: datetime, due: _Due) -> Iterator[KeptBack]:
        """What the gate says, and what follows from it."""
        flow, brand = self.experience.flows[due.flow], self.experience.brand
        request = ContactRequest(
            purpose=flow.purpose, due_at=due.wanted, planned_for=due.wanted, drop_at=due.drop_at, if_late="send"
        )
        standing = Standing(where=Place(brand.zone, brand.region), consents=CONSENTS, opened=tuple(self.opened))
        match may_contact(request, standing, self.rules, at):
            case Send():
                self.opened.append(Opened(flow.purpose, at))
                for planned, moment in _planned_by(self.experience, self.journey, due.flow, at):
                    self.wait(moment, _Due(planned, planned.flows[0], moment, None))
                yield from _kept_back(due, due.rule, due.place, at, dropped=False)
            case Drop(rule, place):
                named = (rule, place) if BUDGET in rule else (due.rule, due.place)
                yield from _kept_back(due, *named, at, dropped=True)
            case Shift(until, rule, place):
                named = (rule, place) if BUDGET in rule or not due.rule else (due.rule, due.place)
                self.wait(until, replace(due, rule=named[0], place=named[1]))


def _kept_back(due: _Due, rule: str, place: str, at: datetime, *, dropped: bool) -> Iterator[KeptBack]:
    """The contact, where it was a budget that kept it back."""
    if BUDGET in rule:
        yield KeptBack(due.plan.name, rule, place, at - due.wanted, dropped=dropped)


def _planned_by(
    experience: Experience, journey: Journey, flow: str, at: datetime
) -> Iterator[tuple[ContactPlan, datetime]]:
    """What a flow plans when it is opened at `at`, taking every step of it to be walked."""
    contacts = {each.name: each for each in journey.contacts}
    for step in all_steps(experience.flows[flow].steps):
        if isinstance(step, PlanStep) and step.name in contacts:
            yield contacts[step.name], at + step.after


def _timeline(journey: Journey, zone: str) -> Timeline:
    """The dates of the year, and every event that the journey counts from; what would stop a contact never comes."""
    moments = {"purchase.departs_at": DEPARTS, "purchase.returns_at": RETURNS}
    dates = {date.name: Anchor(moments.get(date.source, DEPARTS), zone) for date in journey.dates}
    never = {*journey.stop_when, *(each.unless for each in journey.contacts if each.unless)}
    events = {name for each in journey.contacts for name in _anchors(each)} - set(dates) - never - {"planned"}
    at = {name: BOOKED if name == "booked" else BOOKED + OTHER_EVENT for name in sorted(events)}
    return Timeline(customer_zone=zone, dates=dates, events={name: Anchor(when, zone) for name, when in at.items()})


def _anchors(each: ContactPlan) -> Iterator[str]:
    for when in (each.send, each.not_before, each.drop):
        if isinstance(when, Moment):
            yield when.anchor
        elif when is not None:
            yield from (when.start.anchor, when.until.anchor)
