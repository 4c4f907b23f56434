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
from storage.contacts import add_contacts, have_contact
from storage.digests import who_named
from storage.transactions import Transaction
from usecases.planned_row import planned_row


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
        row = planned_row(experience, journey, plan, due_at=now, now=now) | {
            "purchase_id": "",
            "occurrence": occurrence,
        }
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
