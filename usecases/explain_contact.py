"""Explains what became of a customer's contacts: sent, shifted, refused, failed or still planned, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from authoring.experience import Experience
from journey.gate import Drop, Send, Shift, Verdict
from storage.contacts import ContactRow, contacts_of
from storage.customers import PersonRow, addresses_of, find_person, latest_words
from storage.database import Store
from storage.gone_on import WentOn, WorkedThere, cases_gone_on, worked_elsewhere
from storage.outbox import OpeningRow, openings_of
from storage.purchases import purchases_of
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.standings import Standings, load_standings

Foreseen = Literal["", "sent", "shifted", "refused"]
FORESEEN: dict[type[object], Foreseen] = {Send: "sent", Shift: "shifted", Drop: "refused", type(None): ""}
Fate = Literal["sent", "leaving", "failed", "planned", "shifted", "refused", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedContact:
    """One contact and why it stands as it does.

    `at` is when it was settled, or when it is tried next. `rule` decided last, `place` is its file and line.
    `forecast` is what the gate would say at `at` to one that is still planned, in words and (`foreseen…`) in parts.
    `because` names the case of another customer whose resolution has planned it ("C-18 went on in C-17").
    """

    contact: str
    journey: str
    flow: str
    purpose: str
    purchase: str
    fate: Fate
    planned_for: datetime
    at: datetime
    rule: str
    place: str
    forecast: str = ""
    foreseen: Foreseen = ""
    foreseen_rule: str = ""
    foreseen_at: datetime | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Whom it is about, what he allowed, where he is reached, and all his contacts in the journey's order.

    `waiting` are the purposes that somebody else has told us a yes to, and that he has not confirmed himself.
    `cases` says where those of his cases are worked that were merged into another customer's.
    """

    customer_id: str
    external_id: str | None
    zone: str
    zone_source: str
    erased: bool
    consents: dict[str, bool]
    waiting: tuple[str, ...]
    channels: dict[str, str]
    contacts: tuple[ExplainedContact, ...]
    cases: tuple[WorkedThere, ...] = ()


async def explain(store: Store, reference: str, *, bundles: Bundles, now: datetime) -> Explanation | None:
    """Explain a customer's contacts; `reference` is the company's number or our id. None where nobody is called so."""

    def work(tx: Transaction) -> Explanation | None:
        person = find_person(tx, reference)
        return None if person is None else _explanation(tx, person, bundles.load_current(tx), now)

    return await store.read(work)


def _explanation(tx: Transaction, person: PersonRow, experience: Experience, now: datetime) -> Explanation:
    contacts = contacts_of(tx, person.id)
    openings = openings_of(tx, person.id)
    numbers = {purchase.id: purchase.external_id for purchase in purchases_of(tx, person.id)}
    words = latest_words(tx, [person.id]).get(person.id, {})
    gone_on = cases_gone_on(tx, person.id)
    rules = experience.desk.recovery
    standings = load_standings(tx, contacts, experience=experience, now=now)
    return Explanation(
        customer_id=person.id,
        external_id=person.external_id,
        zone=person.zone,
        zone_source=person.zone_source,
        erased=person.erased_at is not None,
        consents={purpose: word.counts for purpose, word in words.items()},
        waiting=tuple(sorted(purpose for purpose, word in words.items() if word.waits)),
        channels={address.channel: address.state for address in addresses_of(tx, [person.id]).get(person.id, [])},
        contacts=tuple(
            replace(
                _explained(contact, openings.get(contact.id), numbers, standings, now),
                because=_because(contact, gone_on) if contact.contact in (rules.check, rules.again) else "",
            )
            for contact in contacts
        ),
        cases=tuple(worked_elsewhere(tx, person.id)),
    )


def _because(contact: ContactRow, gone_on: Sequence[WentOn]) -> str:
    """The case of another customer whose resolution has planned this contact."""
    resolved = [one for one in gone_on if one.resolved_at is not None and one.resolved_at < contact.planned_for]
    return f"C-{resolved[-1].number} went on in C-{resolved[-1].into}" if resolved else ""


def _explained(
    contact: ContactRow,
    opening: OpeningRow | None,
    numbers: dict[str, str],
    standings: Standings,
    now: datetime,
) -> ExplainedContact:
    fate = _fate(contact, opening)
    waiting = fate in ("planned", "shifted")
    verdict = standings.verdict(contact, max(contact.due_at, now)) if waiting else None
    return ExplainedContact(
        contact=contact.contact,
        journey=contact.journey,
        flow=contact.flow,
        purpose=contact.purpose,
        purchase=numbers.get(contact.purchase_id, ""),
        fate=fate,
        planned_for=contact.planned_for,
        at=contact.due_at if waiting else _settled_at(contact, opening),
        rule=opening.outcome if opening and fate == "failed" else contact.rule,
        place=contact.place,
        forecast=_in_words(verdict),
        foreseen=FORESEEN[type(verdict)],
        foreseen_rule=getattr(verdict, "rule", ""),
        foreseen_at=getattr(verdict, "until", None),
    )


def _fate(contact: ContactRow, opening: OpeningRow | None) -> Fate:
    match contact.state:
        case "opened":
            fates: dict[str, Fate] = {"sent": "sent", "refused": "failed", "in_doubt": "failed"}
            return fates.get(opening.state, "leaving") if opening else "sent"
        case "refused":
            return "refused"
        case "dropped":
            return "dropped"
        case _:
            return "shifted" if contact.rule else "planned"


def _settled_at(contact: ContactRow, opening: OpeningRow | None) -> datetime:
    return (opening.settled_at if opening else None) or contact.settled_at or contact.due_at


def _in_words(verdict: Verdict | None) -> str:
    match verdict:
        case None:
            return ""
        case Send():
            return "will be sent"
        case Shift(until, rule):
            return f"will wait until {until:%Y-%m-%d %H:%M} UTC ({rule})"
        case Drop(rule):
            return f"will be refused ({rule})"
