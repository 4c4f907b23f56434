"""Shows a customer's ledger of consents, and takes a consent or a withdrawal in by hand, with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.bundles import write_audit
from storage.customers import PersonRow, add_consents, find_person
from storage.database import Store
from storage.ledger import ConsentRow, ledger_of
from storage.transactions import Transaction
from storage.webhook_facts import consent_facts, tell_webhooks

Kept = Literal["survey", "marketing"]
BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Whose it is, and all its lines, oldest first."""

    person: PersonRow
    lines: list[ConsentRow]

    def standing(self) -> dict[str, ConsentRow]:
        """The latest line of each purpose: what counts."""
        return {line.purpose: line for line in self.lines}


async def show_ledger(store: Store, reference: str) -> Ledger | None:
    """The ledger of the customer with this number or id; None where nobody is called so. An erased one's is kept."""

    def work(tx: Transaction) -> Ledger | None:
        person = find_person(tx, reference)
        return None if person is None else Ledger(person, ledger_of(tx, person.id))

    return await store.read(work)


async def write_by_hand(
    store: Store,
    reference: str,
    purpose: Kept,
    *,
    granted: bool,
    proof: str,
    version: str = "",
    who: str,
    new_id: Callable[[], str],
    now: datetime,
) -> Ledger | None:
    """One line more, and an audit line of who wrote it; None where there is nobody (any more).

    `proof` says where the customer's own words are kept ("paper form of 3 May, folder 12"). A withdrawal counts from
    this moment: what waits is refused at the gate.
    """

    def work(tx: Transaction) -> Ledger | None:
        person = find_person(tx, reference)
        if person is None or person.erased_at is not None:
            return None
        line = {"id": new_id(), "customer_id": person.id, "purpose": purpose, "granted": granted, "at": now}
        add_consents(tx, [line | {"version": version, "source": f"{BY_HAND}: {proof}"}])
        tell_webhooks(tx, consent_facts([line]))
        detail = {"purpose": purpose, "granted": "yes" if granted else "no"}
        write_audit(tx, new_id(), who=who, what="consent", subject=person.id, detail=detail, now=now)
        return Ledger(person, ledger_of(tx, person.id))

    return await store.run(work)
