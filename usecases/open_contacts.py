"""Opens contacts that are due: asks the gate, starts their flows, and writes down what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from authoring.experience import Experience
from journey.gate import Drop, Send, Shift, Verdict
from journey.money import Money, month_of
from journey.plan import Alert, ContactPlan
from storage.columns import JsonObject
from storage.contacts import ContactRow, due_contacts, settle_contacts, shift_contacts
from storage.database import Store
from storage.quotas import add_uses
from storage.transactions import Transaction
from usecases.alert_desk import alert_desk
from usecases.bundles import Bundles, NoBundleError
from usecases.purse import Purse, load_purse
from usecases.standings import load_standings
from usecases.start_flow import NotOpened, Opened, Opening, open_sessions

ASK_AGAIN = timedelta(hours=1)  # where a session turned up between the gate's yes and the start
WHY = {
    "no customer": "erased",
    "no address": "no open address",
    "no flow": "the flow is not published",
    "quota": "quota reached",
}


@dataclass(slots=True)
class _Outcomes:
    """What is to be written about the contacts of one batch."""

    now: datetime
    sends: list[ContactRow] = field(default_factory=list)
    own_only: set[str] = field(default_factory=set)
    alerts: list[tuple[ContactRow, Alert]] = field(default_factory=list)
    quota_uses: list[tuple[str, str, str]] = field(default_factory=list)
    shifts: list[JsonObject] = field(default_factory=list)
    settled: list[JsonObject] = field(default_factory=list)

    def take(self, contact: ContactRow, verdict: Verdict, plan: ContactPlan | None) -> None:
        """The gate's word about one contact."""
        match verdict:
            case Send() if plan is not None and plan.alert is not None:
                self.alerts.append((contact, plan.alert))
                self.settle(contact, "opened", contact.rule, contact.place)
            case Send():
                self.sends.append(contact)
                if plan is not None and plan.quota is not None:
                    self.quota_uses.append((contact.id, contact.journey, contact.contact))
            case Shift(until, rule, place):
                self.shift(contact, until, rule, place)
            case Drop(rule, place):
                self.settle(contact, "refused", rule, place)

    def shift(self, contact: ContactRow, until: datetime, rule: str, place: str) -> None:
        """Not now."""
        self.shifts.append(
            {
                "row": contact.id,
                "planned": contact.planned_for,
                "until": until,
                "by_rule": rule,
                "at_place": place or contact.place,
            }
        )

    def settle(self, contact: ContactRow, state: str, rule: str, place: str, session_id: str | None = None) -> None:
        """Opened, or refused for good."""
        row = {
            "row": contact.id,
            "planned": contact.planned_for,
            "to_state": state,
            "by_rule": rule,
            "at_place": place or contact.place,
        }
        self.settled.append(row | {"to_session": session_id, "now": self.now})


async def open_contacts(
    store: Store,
    *,
    bundles: Bundles,
    new_id: Callable[[], str],
    now: datetime,
    limit: int = 1000,
    money: Money | None = None,
) -> int:
    """Take up to `limit` due contacts in due order; returns how many were opened, shifted or refused.

    A customer is asked one thing at a time: the second contact of a batch waits like one whose customer is busy.
    With `money`, what is opened is written into the month's ledger, and its caps are rules of the gate.
    """

    def work(tx: Transaction) -> int:
        contacts = due_contacts(tx, now, limit)
        experience = _current(tx, bundles) if contacts else None
        if experience is None:
            return 0
        purse = load_purse(tx, money, experience, [month_of(now, experience.brand.zone)]) if money else None
        outcomes = _ask(tx, contacts, experience, now, purse)
        started = open_sessions(
            tx, [_opening(each, outcomes) for each in outcomes.sends], bundles=bundles, new_id=new_id, now=now
        )
        for contact, outcome in zip(outcomes.sends, started, strict=True):
            _write_down(outcomes, contact, outcome)
        alert_desk(tx, outcomes.alerts, bundles=bundles, new_id=new_id, now=now)
        add_uses(tx, outcomes.quota_uses, now)
        shift_contacts(tx, outcomes.shifts)
        settle_contacts(tx, outcomes.settled)
        if purse is not None:
            purse.write(tx)
        return len(contacts)

    return await store.run(work, order="later")


def _current(tx: Transaction, bundles: Bundles) -> Experience | None:
    """Nothing is opened before something is published."""
    try:
        return bundles.load_current(tx)
    except NoBundleError:
        return None


def _ask(
    tx: Transaction, contacts: Sequence[ContactRow], experience: Experience, now: datetime, purse: Purse | None
) -> _Outcomes:
    standings = load_standings(tx, contacts, experience=experience, now=now, purse=purse)
    outcomes = _Outcomes(now)
    for contact in contacts:
        verdict = standings.verdict(contact, now)
        outcomes.take(contact, verdict, standings.plan_of(contact))
        if isinstance(verdict, Send):
            if standings.own_only(contact):
                outcomes.own_only.add(contact.id)
            standings.note_opened(contact, now)
    return outcomes


def _opening(contact: ContactRow, outcomes: _Outcomes) -> Opening:
    return Opening(
        customer_id=contact.customer_id,
        flow=contact.flow,
        contact_id=contact.id,
        purchase_id=contact.purchase_id,
        touchpoint=contact.touchpoint,
        own_only=contact.id in outcomes.own_only,
    )


def _write_down(outcomes: _Outcomes, contact: ContactRow, outcome: Opened | NotOpened) -> None:
    match outcome:
        case Opened(session_id):
            outcomes.settle(contact, "opened", contact.rule, contact.place, session_id)
        case NotOpened("asking"):
            outcomes.shift(contact, outcomes.now + ASK_AGAIN, "another conversation is going on", "")
        case NotOpened(why):
            outcomes.settle(contact, "refused", WHY.get(why, why), "")
