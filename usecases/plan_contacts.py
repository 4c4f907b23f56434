"""Plans the contacts of a customer's purchases, and plans anew whenever a date, an event or the customer changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from authoring.experience import Experience
from conversation.conditions import holds
from journey.plan import Journey
from journey.planning import Planned, first_due, leave_out, place_of, plan
from journey.replanning import Before, Changes, Dropped, compare
from storage.columns import JsonObject
from storage.contacts import ContactRow, add_contacts, contacts_of, move_contacts, settle_contacts
from storage.customers import PersonRow, find_person
from storage.purchases import EventRow, PurchaseRow, all_events_of, purchases_of
from storage.transactions import Transaction
from usecases.customer_facts import named_facts
from usecases.timelines import timeline_of

STRICTEST = "marketing"  # the purpose of a contact whose flow is not published (yet)
DESK = "desk"  # the purpose of a contact that tells a team and reaches no customer


@dataclass(frozen=True, slots=True)
class _Known:
    """All that planning must know of a customer, loaded once."""

    person: PersonRow
    purchases: Sequence[PurchaseRow]
    events: Sequence[EventRow]
    contacts: Sequence[ContactRow]


def plan_all(
    tx: Transaction, customer_id: str, *, experience: Experience, new_id: Callable[[], str], now: datetime
) -> int:
    """Plan everything of a customer anew; returns how many contacts are new, moved or dropped."""
    known = _load(tx, customer_id)
    if known is None:
        return 0
    numbers = ["", *(purchase.id for purchase in known.purchases)]
    return sum(_plan_one(tx, known, number, experience, new_id, now) for number in numbers)


def plan_contacts(
    tx: Transaction,
    customer_id: str,
    purchase_id: str,
    *,
    experience: Experience,
    new_id: Callable[[], str],
    now: datetime,
) -> int:
    """Plan one purchase ("" = what happened without one) anew; returns how many contacts are new, moved or dropped.

    What is settled is never touched. A dropped contact stays as a row with the rule that dropped it.
    """
    known = _load(tx, customer_id)
    return 0 if known is None else _plan_one(tx, known, purchase_id, experience, new_id, now)


def makes_needless(event: str, experience: Experience) -> bool:
    """Whether some contact is not wanted any more once this event has come."""
    return any(event == each.unless for journey in experience.journeys.values() for each in journey.contacts)


def _load(tx: Transaction, customer_id: str) -> _Known | None:
    person = find_person(tx, customer_id)
    if person is None or person.erased_at is not None:
        return None
    purchases, events = purchases_of(tx, person.id), all_events_of(tx, person.id)
    return _Known(person, purchases, events, contacts_of(tx, person.id))


def _plan_one(
    tx: Transaction, known: _Known, purchase_id: str, experience: Experience, new_id: Callable[[], str], now: datetime
) -> int:
    person, brand = known.person, experience.brand
    purchase = next((each for each in known.purchases if each.id == purchase_id), None)
    events = [each for each in known.events if each.purchase_id == purchase_id]
    rows = [row for row in known.contacts if row.purchase_id == purchase_id]
    changed = 0
    for journey in experience.journeys.values():
        if _is_for(journey, experience, person, purchase):
            wanted = plan(journey, timeline_of(journey, person, purchase, events, brand, known.events))
        else:
            wanted = leave_out(journey, f"persona: {journey.persona}")
        changes = compare(wanted, _before(rows, journey), now)
        changed += _write(tx, changes, person.id, purchase_id, journey, experience, new_id, now)
    return changed


def _is_for(journey: Journey, experience: Experience, person: PersonRow, purchase: PurchaseRow | None) -> bool:
    """Whether the customer is of the journey's persona."""
    persona = experience.personas.get(journey.persona)
    if persona is None or persona.when is None:
        return True
    return holds(persona.when, named_facts(person.attributes, purchase))


def _before(rows: Iterable[ContactRow], journey: Journey) -> list[Before]:
    return [
        Before(row.id, row.contact, row.occurrence, row.planned_for, row.drop_at, row.state != "planned")
        for row in rows
        if row.journey == journey.name
    ]


def _write(
    tx: Transaction,
    changes: Changes,
    customer_id: str,
    purchase_id: str,
    journey: Journey,
    experience: Experience,
    new_id: Callable[[], str],
    now: datetime,
) -> int:
    place = {"customer_id": customer_id, "purchase_id": purchase_id, "journey": journey.name}
    common = place | {"bundle": experience.bundle, "created_at": now}
    add_contacts(tx, [_new_row(planned, experience, now) | common | {"id": new_id()} for planned in changes.new])
    move_contacts(
        tx,
        [
            {
                "row": moved.id,
                "until": moved.planned.due_at,
                "to_drop_at": moved.planned.drop_at,
                "by_rule": "the date has moved",
                "at_place": place_of(moved.planned.plan),
            }
            for moved in changes.moved
        ],
    )
    settle_contacts(tx, [_dropped(each, now) for each in changes.dropped])
    return len(changes.new) + len(changes.moved) + len(changes.dropped)


def _new_row(planned: Planned, experience: Experience, now: datetime) -> JsonObject:
    flow = experience.flows.get(planned.flow)
    return {
        "contact": planned.plan.name,
        "occurrence": planned.occurrence,
        "flow": planned.flow,
        "purpose": DESK if planned.plan.alert else flow.purpose if flow else STRICTEST,
        "touchpoint": planned.plan.touchpoint,
        "rank": planned.plan.rank,
        "due_at": first_due(planned, now),
        "planned_for": planned.due_at,
        "drop_at": planned.drop_at,
        "place": place_of(planned.plan),
    }


def _dropped(dropped: Dropped, now: datetime) -> JsonObject:
    return {
        "row": dropped.id,
        "planned": dropped.planned_for,
        "to_state": "dropped",
        "by_rule": dropped.why.rule,
        "at_place": dropped.why.place,
        "to_session": None,
        "now": now,
    }
