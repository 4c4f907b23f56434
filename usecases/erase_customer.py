"""Erases a customer on request (GDPR Art. 17): everything personal is blanked, his stop is kept as minimal proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage.bundles import write_audit
from storage.customers import add_consents, find_person
from storage.database import Store
from storage.erasure import erase_person
from storage.transactions import Transaction

PURPOSES = ("survey", "marketing")


async def erase_customer(
    store: Store, reference: str, *, who: str, new_id: Callable[[], str], now: datetime
) -> str | None:
    """Erase the customer with this number or id; returns our id, None where there is nobody (any more).

    The ledger keeps its lines, which name nobody, and gains a withdrawal by purpose. `who` asked for it is written
    down without saying whom it concerned, beyond our own id.
    """

    def work(tx: Transaction) -> str | None:
        person = find_person(tx, reference)
        if person is None or person.erased_at is not None:
            return None
        erase_person(tx, person.id, now=now)
        line = {"customer_id": person.id, "granted": False, "source": "erasure", "at": now}
        add_consents(tx, [line | {"id": new_id(), "purpose": purpose} for purpose in PURPOSES])
        write_audit(tx, new_id(), who=who, what="erase", subject=person.id, detail={}, now=now)
        return person.id

    return await store.run(work)
