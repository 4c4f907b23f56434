"""From a journey, its dates and its events to contacts: what is to be opened when, and what is left out and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from journey.dates import Timeline, clock_zone, next_at, resolve
from journey.moments import Moment, Repeat
from journey.phrases import anchors, phrase
from journey.plan import ContactPlan, Journey

MOST_OCCURRENCES = 100  # of one repetition and purchase: a slip like "every 1min" must not fill the database
BY_FLOWS = "planned"  # `send: when planned`: a flow plans it (`plan:`), the journey only says how
HISTORY_AFTER = timedelta(days=7)  # what lies further back when it is first heard of is history, not a task


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One contact that the journey wants: which, the how-manieth, with which flow, when, and until when at all."""

    plan: ContactPlan
    occurrence: int
    flow: str
    due_at: datetime
    drop_at: datetime | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Unique among the contacts of one purchase and journey."""
        return self.plan.name, self.occurrence


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why the journey does not want a contact (any more): the rule's name and its file and line."""

    rule: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All contacts that a journey wants now, soonest first, and by name those that it leaves out.

    `by_flows` names contacts that flows plan: what they have planned stays.
    """

    contacts: tuple[Planned, ...] = ()
    left_out: dict[str, LeftOut] = field(default_factory=dict)
    by_flows: frozenset[str] = frozenset()


def plan(journey: Journey, timeline: Timeline) -> Plan:
    """What the journey wants for one purchase; contacts whose anchor is not known yet wait for it, unplanned."""
    stopped = next((event for event in journey.stop_when if event in timeline.events), "")
    if stopped:
        return leave_out(journey, f"stop_when: {stopped}")
    contacts: list[Planned] = []
    left_out: dict[str, LeftOut] = {}
    for each in journey.contacts:
        if each.unless and each.unless in timeline.events:
            left_out[each.name] = LeftOut(f"unless: {each.unless}", place_of(each))
        else:
            contacts.extend(_contacts(each, timeline))
    by_flows = frozenset(each.name for each in journey.contacts if BY_FLOWS in anchors(each.send))
    return Plan(tuple(sorted(contacts, key=lambda planned: (planned.due_at, planned.plan.rank))), left_out, by_flows)


def leave_out(journey: Journey, rule: str) -> Plan:
    """The plan of a journey that wants nothing any more, by one rule for all its contacts."""
    return Plan((), {each.name: LeftOut(rule, place_of(each)) for each in journey.contacts})


def is_history(planned: Planned, now: datetime) -> bool:
    """Whether a contact that is planned for the first time at `now` is too old to be worth opening.

    Missed repetitions are not caught up; a single contact of the last days is, as its `if_late` says.
    """
    missed = timedelta() if isinstance(planned.plan.send, Repeat) else HISTORY_AFTER
    return now - planned.due_at > missed


def first_due(planned: Planned, now: datetime) -> datetime:
    """When a contact planned at `now` is tried first: a fact that we hear of late is news all the same."""
    send = planned.plan.send
    return max(planned.due_at, now) if isinstance(send, Moment) and send.direction == "when" else planned.due_at


def place_of(each: ContactPlan) -> str:
    """File and line of a contact's plan."""
    return f"{each.file}:{each.line}" if each.file else ""


def _contacts(each: ContactPlan, timeline: Timeline) -> Iterator[Planned]:
    earliest = resolve(each.not_before, timeline) if each.not_before else None
    if each.not_before and earliest is None:
        return
    drop_at = resolve(each.drop, timeline) if each.drop else None
    first = timeline.rounds.get(each.send.anchor, 0) if isinstance(each.send, Moment) else 0
    for number, at in enumerate(_moments(each, timeline)):
        due_at = at if earliest is None else _not_before(at, earliest, each, timeline)
        occurrence, flow = first + number, each.flows[number % len(each.flows)]
        yield Planned(plan=each, occurrence=occurrence, flow=flow, due_at=due_at, drop_at=drop_at)


def _moments(each: ContactPlan, timeline: Timeline) -> Iterator[datetime]:
    """When the contact is wanted: once, or as often as the repetition and its flows (each once) allow."""
    if isinstance(each.send, Repeat):
        yield from _repetition(each.send, len(each.flows), timeline)
    elif (at := resolve(each.send, timeline)) is not None:
        yield at


def _repetition(repeat: Repeat, flows: int, timeline: Timeline) -> Iterator[datetime]:
    until = resolve(repeat.until, timeline)
    step = Moment(
        anchor=repeat.start.anchor, span=repeat.every, direction="after", at=repeat.start.at, zone=repeat.start.zone
    )
    for times in range(1, (flows if flows > 1 else MOST_OCCURRENCES) + 1):
        at = resolve(step, timeline, times=times)
        if at is None or until is None or at > until:
            return
        yield at


def _not_before(at: datetime, earliest: datetime, each: ContactPlan, timeline: Timeline) -> datetime:
    """`at`, or the first moment from `earliest` on; a time of day that the author named is kept."""
    if at >= earliest:
        return at
    send = each.send.start if isinstance(each.send, Repeat) else each.send
    return earliest if send.at is None else next_at(send.at, clock_zone(send, timeline), earliest)


def drop_name(each: ContactPlan) -> str:
    """The contact's drop as its author wrote it."""
    return phrase(each.drop) if each.drop else ""
