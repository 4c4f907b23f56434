"""You said, we did: plans a contact for everybody who named a topic, once each; the gate decides when it is due."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from authoring.experience import Experience
from journey.phrases import anchors
from journey.plan import ContactPlan, Journey
from journey.planning import BY_FLOWS
from storage.columns import JsonObject
from storage.contacts import add_contacts, have_contact
from storage.digests import who_named
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Counted:
    """How many customers named the topic, how many of them have this contact already, how many are left."""

    named: int
    told: int
    left: int


@dataclass(frozen=True, slots=True)
class NoSuchContact:
    """There is no contact of this name that is sent when planned; `known` are those there are."""

    known: tuple[str, ...]


def tell_what_we_did(
    tx: Transaction,
    experience: Experience,
    *,
    topic: str,
    contact: str,
    since: datetime,
    new_id: Callable[[], str],
    now: datetime,
    send: bool,
) -> Counted | NoSuchContact:
    """Count who named the topic since then; with `send` plan the contact for those who do not have it yet."""
    plans = _planned(experience)
    if contact not in plans:
        return NoSuchContact(tuple(plans))
    journey, plan = plans[contact]
    occurrence = zlib.crc32(f"did:{topic}".encode()) & 0x7FFFFFFF  # once a topic
    named, told = who_named(tx, topic, since), have_contact(tx, journey.name, contact, occurrence)
    left = [customer for customer in named if customer not in told]
    if send:
        row = _row(experience, journey, plan, now) | {"occurrence": occurrence}
        add_contacts(tx, [row | {"id": new_id(), "customer_id": customer} for customer in left])
    return Counted(len(named), len(named) - len(left), len(left))


def _planned(experience: Experience) -> dict[str, tuple[Journey, ContactPlan]]:
    """Contacts that are sent when somebody plans them, by name."""
    return {
        plan.name: (journey, plan)
        for journey in experience.journeys.values()
        for plan in journey.contacts
        if plan.flows and BY_FLOWS in anchors(plan.send)
    }


def _row(experience: Experience, journey: Journey, plan: ContactPlan, now: datetime) -> JsonObject:
    flow = experience.flows.get(plan.flows[0])
    return {
        "purchase_id": "",
        "journey": journey.name,
        "contact": plan.name,
        "flow": plan.flows[0],
        "purpose": flow.purpose if flow else "marketing",
        "touchpoint": plan.touchpoint,
        "rank": plan.rank,
        "due_at": now,
        "planned_for": now,
        "place": f"{plan.file}:{plan.line}",
        "bundle": experience.bundle,
        "created_at": now,
    }
