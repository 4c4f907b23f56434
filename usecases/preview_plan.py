"""Shows what the next days will bring, sending nothing: every planned contact, walked through the gate in advance.

Customers are taken to be silent: a question that is asked keeps other contacts waiting for a day, or until its
conversation expires. Then this is what happens, line by line (tests/usecases/test_plan_comes_true.py).

Contacts are read by customer and walked a thousand customers at a time, so that a million of them never lie in memory
at once (all at once where a contact has a quota over all customers). Caps of money are not walked, because they reach
over all customers: what the months would cost is held against them instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import heapify, heappop, heappush
from itertools import chain, groupby, islice
from typing import Literal

from authoring.experience import Experience
from conversation.limits import QUESTION_HOLDS
from conversation.saved import load_session
from conversation.steps.asking import Asking
from journey.gate import Drop, Send, Shift
from journey.money import Caps, Money
from storage.buyers import NameRow, names_of
from storage.contacts import ContactRow, count_planned, planned_by_customer
from storage.database import Store
from storage.sessions import asking_sessions
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.purse import Expected, load_purse
from usecases.standings import Standings, load_standings

CUSTOMERS_AT_ONCE = 1000  # bounds memory and the length of a query


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One contact of the forecast: sent or refused `at`, or shifted beyond the horizon, and the rule that moved it.

    `number` is the company's number of the customer (else our id), `zone` his own. `channel` and `cost` say where it
    would be opened and for how much ("" and 0 where it is not sent); `priced` is False where a price is missing.
    """

    contact_id: str
    customer_id: str
    number: str = ""
    zone: str = ""
    journey: str
    contact: str
    flow: str
    purpose: str
    planned_for: datetime
    at: datetime
    fate: Literal["sent", "refused", "shifted"]
    rule: str
    place: str
    channel: str = ""
    cost: Decimal = Decimal(0)
    priced: bool = True


@dataclass(frozen=True, slots=True)
class Planned:
    """How many contacts are planned, before the first of them is walked."""

    contacts: int


Take = Callable[[Sequence[Foreseen]], None]


@dataclass(slots=True)
class _Days:
    """The days ahead: contacts by when they are tried, and until when each customer is busy with a question."""

    standings: Standings
    experience: Experience
    until: datetime
    ahead: list[tuple[datetime, int, str]]
    contacts: dict[str, ContactRow]
    busy: dict[str, datetime]
    names: Mapping[str, NameRow]

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
                    expected = self.standings.expect(contact, at)
                    found.append(self._foreseen(contact, at, "sent", contact.rule, contact.place, expected))
                    self._open(contact, at)
                case Drop(rule, place):
                    found.append(self._foreseen(contact, at, "refused", rule, place))
                case Shift(until, rule, place):
                    moved = replace(contact, due_at=until, rule=rule, place=place or contact.place)
                    self.contacts[contact_id] = moved
                    if until <= self.until:
                        heappush(self.ahead, (until, rank, contact_id))
                    else:
                        found.append(self._foreseen(moved, until, "shifted", rule, place))
        return found

    def _open(self, contact: ContactRow, at: datetime) -> None:
        self.standings.note_opened(contact, at)
        flow = self.experience.flows.get(contact.flow)
        asks = flow is not None and any(isinstance(step, Asking) for step in flow.steps)
        if contact.purpose != "desk":
            waits = min(flow.expires_after, QUESTION_HOLDS) if flow and asks else timedelta(0)
            self.busy[contact.customer_id] = at + waits

    def _let_go(self, customer_id: str, at: datetime) -> None:
        if customer_id in self.busy and self.busy[customer_id] <= at:
            self.standings.asking.discard(customer_id)

    def _foreseen(
        self,
        contact: ContactRow,
        at: datetime,
        fate: Literal["sent", "refused", "shifted"],
        rule: str,
        place: str,
        expected: Expected | None = None,
    ) -> Foreseen:
        person = self.standings.customers.get(contact.customer_id)
        name = self.names.get(contact.customer_id)
        expected = expected or Expected()
        return Foreseen(
            contact_id=contact.id,
            customer_id=contact.customer_id,
            number=(name.external_id if name else None) or contact.customer_id,
            zone=person.zone if person else "",
            journey=contact.journey,
            contact=contact.contact,
            flow=contact.flow,
            purpose=contact.purpose,
            planned_for=contact.planned_for,
            at=at,
            fate=fate,
            rule=rule,
            place=place or contact.place,
            channel=expected.channel,
            cost=expected.cost,
            priced=expected.priced,
        )


async def preview(
    store: Store,
    *,
    bundles: Bundles,
    now: datetime,
    days: int = 240,
    journey: str = "",
    money: Money | None = None,
) -> list[Foreseen]:
    """What would be sent, refused or shifted within `days`, in order; `journey` "" = all of them."""
    found: list[Foreseen] = []
    await preview_each(
        store, bundles=bundles, now=now, days=days, journey=journey, money=money, take=found.extend, tell=lambda _: None
    )
    return sorted(found, key=lambda each: each.at)


async def preview_each(
    store: Store,
    *,
    bundles: Bundles,
    now: datetime,
    days: int,
    take: Take,
    tell: Callable[[Planned], None],
    journey: str = "",
    money: Money | None = None,
) -> None:
    """The same piece by piece, a thousand customers at a time: `tell` hears how much is planned, `take` gets each
    piece, ordered by customer and within one by time. Both are called on the reading thread."""
    until = now + timedelta(days=days)

    def work(tx: Transaction) -> None:
        experience = bundles.load_current(tx)
        tell(Planned(count_planned(tx, until)))
        customers = groupby(planned_by_customer(tx, until), key=lambda row: row.customer_id)
        by_customer: Iterator[list[ContactRow]] = (list(rows) for _, rows in customers)
        at_once = None if _has_quotas(experience) else CUSTOMERS_AT_ONCE
        while some := list(islice(by_customer, at_once)):
            walked = _days(tx, list(chain.from_iterable(some)), experience, now, until, money).walk()
            kept = [each for each in walked if journey in ("", each.journey)]
            take(sorted(kept, key=lambda each: (each.customer_id, each.at)))

    await store.read(work)


def foresee(
    tx: Transaction,
    contacts: Sequence[ContactRow],
    *,
    experience: Experience,
    now: datetime,
    until: datetime,
    money: Money | None = None,
) -> list[Foreseen]:
    """The forecast of these contacts alone, in order. They must be all that their customers have planned by then."""
    return sorted(_days(tx, contacts, experience, now, until, money).walk(), key=lambda each: each.at)


def _days(
    tx: Transaction,
    contacts: Sequence[ContactRow],
    experience: Experience,
    now: datetime,
    until: datetime,
    money: Money | None,
) -> _Days:
    """The days ahead of some customers; nobody's budget or conversation depends on anybody else's."""
    purse = load_purse(tx, replace(money, caps=Caps()), experience, []) if money else None
    standings = load_standings(tx, contacts, experience=experience, now=now, purse=purse)
    return _Days(
        standings=standings,
        experience=experience,
        until=until,
        ahead=[(max(contact.due_at, now), contact.rank, contact.id) for contact in contacts],
        contacts={contact.id: contact for contact in contacts},
        busy=_busy(tx, standings.asking, now),
        names=names_of(tx, {contact.customer_id for contact in contacts}),
    )


def _has_quotas(experience: Experience) -> bool:
    """Whether what one customer gets may depend on what others have got before."""
    return any(each.quota is not None for journey in experience.journeys.values() for each in journey.contacts)


def _busy(tx: Transaction, customer_ids: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Until when the questions that are open today keep their customers busy."""
    sessions = [load_session(row.data) for row in asking_sessions(tx, customer_ids)]
    return {each.customer.id: min(each.expires_at or now, (each.asked_at or now) + QUESTION_HOLDS) for each in sessions}
