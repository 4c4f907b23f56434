"""From a journey, its dates and its events to contacts: what is to be opened when, and what is left out and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from journey.chance import fraction
from journey.dates import Anchor, Timeline, clock_zone, next_at, resolve
from journey.moments import AND, Moment, Repeat
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
        if each.unless and timeline.happened(each.unless, _since(each, timeline)):
            left_out[each.name] = LeftOut(f"unless: {each.unless}", place_of(each))
        else:
            contacts.extend(_spread(planned, journey, timeline) for planned in _contacts(each, timeline))
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
    return f"{each.file}:{each.line}" if each.line else each.file


def _contacts(each: ContactPlan, timeline: Timeline) -> Iterator[Planned]:
    earliest = resolve(each.not_before, timeline) if each.not_before else None
    if each.not_before and earliest is None:
        return
    drop_at = resolve(each.drop, timeline) if each.drop else None
    for place, (occurrence, at) in enumerate(_moments(each, timeline)):
        due_at = at if earliest is None else _not_before(at, earliest, each, timeline)
        flow = each.flows[place % len(each.flows)] if each.flows else ""
        yield Planned(plan=each, occurrence=occurrence, flow=flow, due_at=due_at, drop_at=drop_at)


def _moments(each: ContactPlan, timeline: Timeline) -> Iterator[tuple[int, datetime]]:
    """When the contact is wanted, and the how-manieth it is: once, or as often as its repetition or its events say."""
    if isinstance(each.send, Repeat):
        yield from enumerate(_repetition(each.send, len(each.flows), timeline))
    elif each.gather is not None:
        yield from _gathered(each.send, each.gather, timeline)
    elif (at := resolve(each.send, timeline)) is not None:
        yield timeline.round(each.send.anchor), at


def _gathered(send: Moment, pause: timedelta, timeline: Timeline) -> Iterator[tuple[int, datetime]]:
    """One moment for each burst of events: once nothing more has come for `pause`. Its first minute numbers it."""
    anchor = timeline.anchor(send.anchor)
    times = sorted(at for name in send.anchor.split(AND) for at in timeline.times.get(name, ()))
    for burst in _bursts(times, pause) if anchor else ():
        last = Anchor(burst[-1], anchor.zone if anchor else "")
        at = resolve(send, replace(timeline, dates={}, events=dict.fromkeys(send.anchor.split(AND), last)))
        if at is not None:
            yield int(burst[0].timestamp()) // 60, max(at, burst[-1] + pause)


def _bursts(times: Sequence[datetime], pause: timedelta) -> Iterator[list[datetime]]:
    """Times in order, cut wherever more than `pause` lies between two."""
    burst: list[datetime] = []
    for at in times:
        if burst and at - burst[-1] > pause:
            yield burst
            burst = []
        burst.append(at)
    if burst:
        yield burst


def _spread(planned: Planned, journey: Journey, timeline: Timeline) -> Planned:
    """Later by a part of the contact's `spread` that is always the same for this customer and purchase."""
    width = planned.plan.spread
    if not width:
        return planned
    part = fraction("spread", journey.name, planned.plan.name, timeline.whose) * width.total_seconds()
    return replace(planned, due_at=planned.due_at + timedelta(seconds=int(part)))


def _since(each: ContactPlan, timeline: Timeline) -> datetime | None:
    """What `unless` counts from where events may come again: the latest time of what the contact counts from."""
    start = each.send.start if isinstance(each.send, Repeat) else each.send
    anchor = timeline.anchor(start.anchor)
    return anchor.at if anchor else None


def _repetition(repeat: Repeat, flows: int, timeline: Timeline) -> Iterator[datetime]:
    until = resolve(repeat.until, timeline)
    step = Moment(
        anchor=repeat.start.anchor,
        span=repeat.every,
        on=repeat.start.on,
        direction="after",
        at=repeat.start.at,
        zone=repeat.start.zone,
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
