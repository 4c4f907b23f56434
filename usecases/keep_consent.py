"""Shows a customer's ledger of consents, and takes a consent or a withdrawal in by hand, with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from authoring.experience import Experience
from authoring.read_brand import NO_BRAND
from storage.bundles import write_audit
from storage.customers import PersonRow, Word, add_consents, find_person, latest_words
from storage.database import Store
from storage.ledger import ConsentRow, ledger_of
from storage.transactions import Transaction
from storage.webhook_facts import consent_facts, tell_webhooks
from usecases.ask_own_yes import ask_own_yes, asked_at
from usecases.bundles import Bundles, NoBundleError

Kept = Literal["survey", "marketing"]
BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Whose it is, all its lines, oldest first, and what they come to; when he was asked for his own yes."""

    person: PersonRow
    lines: list[ConsentRow]
    words: dict[str, Word]
    asked_at: datetime | None = None


async def show_ledger(store: Store, reference: str) -> Ledger | None:
    """The ledger of the customer with this number or id; None where nobody is called so. An erased one's is kept."""

    def work(tx: Transaction) -> Ledger | None:
        person = find_person(tx, reference)
        return None if person is None else _ledger(tx, person)

    return await store.read(work)


def _ledger(tx: Transaction, person: PersonRow) -> Ledger:
    words = latest_words(tx, [person.id]).get(person.id, {})
    return Ledger(person, ledger_of(tx, person.id), words, asked_at(tx, person.id))


async def write_by_hand(
    store: Store,
    reference: str,
    purpose: Kept,
    *,
    granted: bool,
    proof: str,
    version: str = "",
    confirmed: bool = False,
    who: str,
    bundles: Bundles,
    new_id: Callable[[], str],
    now: datetime,
) -> Ledger | None:
    """One line more, and an audit line of who wrote it; None where there is nobody (any more).

    `proof` says where the customer's own words are kept ("paper form of 3 May, folder 12"). A yes waits for his own
    where the brand wants that, unless the proof shows that he has `confirmed` it. A withdrawal counts from this moment:
    what is planned is refused at the gate.
    """

    def work(tx: Transaction) -> Ledger | None:
        person = find_person(tx, reference)
        if person is None or person.erased_at is not None:
            return None
        experience = _current(tx, bundles)
        wanted = experience.brand.double_opt_in if experience else NO_BRAND.double_opt_in
        waits = granted and not confirmed and purpose in wanted
        line = {"id": new_id(), "customer_id": person.id, "purpose": purpose, "granted": granted, "at": now}
        add_consents(tx, [line | {"waits": waits, "version": version, "source": f"{BY_HAND}: {proof}"}])
        tell_webhooks(tx, consent_facts([line]))
        if waits and experience:
            ask_own_yes(tx, person.id, experience=experience, new_id=new_id, now=now)
        detail = {"purpose": purpose, "granted": "yes" if granted else "no"}
        write_audit(tx, new_id(), who=who, what="consent", subject=person.id, detail=detail, now=now)
        return _ledger(tx, person)

    return await store.run(work)


def _current(tx: Transaction, bundles: Bundles) -> Experience | None:
    try:
        return bundles.load_current(tx)
    except NoBundleError:
        return None
