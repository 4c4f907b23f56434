"""Shows what the next days will bring, sending nothing: every planned contact, walked through the gate in advance.

Customers are taken to be silent: a question that is asked waits until its conversation expires.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import chain, islice
from typing import Literal

from authoring.experience import Experience
from conversation.saved import load_session
from conversation.steps.asking import Asking
from journey.gate import Drop, Send, Shift
from storage.contacts import ContactRow, planned_until
from storage.database import Store
from storage.sessions import asking_sessions
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.standings import Standings, load_standings

CUSTOMERS_AT_ONCE = 1000  # bounds memory and the length of a query


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One contact of the forecast: sent or refused `at`, or shifted beyond the horizon, and the rule that moved it."""

    contact_id: str
    customer_id: str
    journey: str
    contact: str
    flow: str
    purpose: str
    planned_for: datetime
    at: datetime
    fate: Literal["sent", "refused", "shifted"]
    rule: str
    place: str


@dataclass(slots=True)
class _Days:
    """The days ahead: contacts by when they are tried, and until when each customer is busy with a question."""

    standings: Standings
    experience: Experience
    until: datetime
    ahead: list[tuple[datetime, int, str]]
    contacts: dict[str, ContactRow]
    busy: dict[str, datetime]

    def walk(self) -> list[Foreseen]:
        """Try each contact when it is due, as the opener would."""
        heapify(self.ahead)
        found: list[Foreseen] = []
        while self.ahead:
            at, rank, contact_id = heappop(self.ahead)
            contact = self.contacts[contact_id]
            self._let_go(contact.customer_id, at)
            match self.standings.verdict(contact, at):
                case Send():
                    found.append(_foreseen(contact, at, "sent", contact.rule, contact.place))
                    self._open(contact, at)
                case Drop(rule, place):
                    found.append(_foreseen(contact, at, "refused", rule, place))
                case Shift(until, rule, place):
                    moved = replace(contact, due_at=until, rule=rule, place=place or contact.place)
                    self.contacts[contact_id] = moved
                    if until <= self.until:
                        heappush(self.ahead, (until, rank, contact_id))
                    else:
                        found.append(_foreseen(moved, until, "shifted", rule, place))
        return found

    def _open(self, contact: ContactRow, at: datetime) -> None:
        self.standings.note_opened(contact, at)
        flow = self.experience.flows.get(contact.flow)
        asks = flow is not None and any(isinstance(step, Asking) for step in flow.steps)
        self.busy[contact.customer_id] = at + (flow.expires_after if flow and asks else timedelta(0))

    def _let_go(self, customer_id: str, at: datetime) -> None:
        if customer_id in self.busy and self.busy[customer_id] < at:
            self.standings.asking.discard(customer_id)


async def preview(
    store: Store, *, bundles: Bundles, now: datetime, days: int = 240, journey: str = ""
) -> list[Foreseen]:
    """What would be sent, refused or shifted within `days`, in order; `journey` "" = all of them."""
    until = now + timedelta(days=days)

    def work(tx: Transaction) -> list[Foreseen]:
        experience = bundles.load_current(tx)
        by_customer: dict[str, list[ContactRow]] = {}
        for contact in planned_until(tx, until):
            by_customer.setdefault(contact.customer_id, []).append(contact)
        found: list[Foreseen] = []
        customers = iter(by_customer.values())
        while some := list(islice(customers, CUSTOMERS_AT_ONCE)):
            found += _days(tx, list(chain.from_iterable(some)), experience, now, until).walk()
        return sorted((each for each in found if journey in ("", each.journey)), key=lambda each: each.at)

    return await store.read(work)


def _days(
    tx: Transaction, contacts: Sequence[ContactRow], experience: Experience, now: datetime, until: datetime
) -> _Days:
    """The days ahead of some customers; nobody's budget or conversation depends on anybody else's."""
    standings = load_standings(tx, contacts, experience=experience, now=now)
    return _Days(
        standings=standings,
        experience=experience,
        until=until,
        ahead=[(max(contact.due_at, now), contact.rank, contact.id) for contact in contacts],
        contacts={contact.id: contact for contact in contacts},
        busy=_busy(tx, standings.asking, now),
    )


def _busy(tx: Transaction, customer_ids: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Until when the questions that are open today keep their customers busy."""
    return {row.customer_id: load_session(row.data).expires_at or now for row in asking_sessions(tx, customer_ids)}


def _foreseen(
    contact: ContactRow, at: datetime, fate: Literal["sent", "refused", "shifted"], rule: str, place: str
) -> Foreseen:
    return Foreseen(
        contact_id=contact.id,
        customer_id=contact.customer_id,
        journey=contact.journey,
        contact=contact.contact,
        flow=contact.flow,
        purpose=contact.purpose,
        planned_for=contact.planned_for,
        at=at,
        fate=fate,
        rule=rule,
        place=place or contact.place,
    )
