"""Erases a customer on request (GDPR Art. 17): everything personal is blanked, his stop is kept as minimal proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from conversation.customer import Customer
from conversation.saved import dump_session, load_session
from storage.bundles import write_audit
from storage.columns import JsonObject
from storage.customers import PersonRow, add_consents, addresses_of, find_person
from storage.database import Store
from storage.erasure import blank_sessions, erase_person
from storage.merges import merges_into
from storage.sessions import SessionRow, sessions_of
from storage.suppressed import Place, suppress
from storage.transactions import Transaction
from storage.webhook_facts import consent_facts, tell_webhooks

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
        blank_sessions(tx, {row.id: _blank(row) for row in sessions_of(tx, person.id)})
        his = [person.id, *(merge.merged_id for merge in merges_into(tx, person.id))]  # his other numbers as well
        suppress(tx, _places(tx, his, person), fresh_key="".join(new_id() for _ in range(4)), now=now)
        for each in his:
            erase_person(tx, each, now=now)
        line = {"customer_id": person.id, "granted": False, "source": "erasure", "at": now}
        lines = [line | {"id": new_id(), "purpose": purpose} for purpose in PURPOSES]
        add_consents(tx, lines)
        tell_webhooks(tx, consent_facts(lines))
        write_audit(tx, new_id(), who=who, what="erase", subject=person.id, detail={}, now=now)
        return person.id

    return await store.run(work)


def _places(tx: Transaction, ids: list[str], person: PersonRow) -> list[Place]:
    """Every address of his, and the phone number that another system told us."""
    places = [(row.channel, row.platform_id) for rows in addresses_of(tx, ids).values() for row in rows]
    phone = person.attributes.get("phone")
    return [*places, ("sms", phone)] if isinstance(phone, str) else places


def _blank(row: SessionRow) -> JsonObject:
    """A session as nobody's: where it stood, without a name or a word."""
    session = load_session(row.data)
    nobody = Customer(id=session.customer.id, channel=session.customer.channel)
    state = "ended" if session.state == "asking" else session.state
    over = replace(session, customer=nobody, state=state, step="", due_at=None, expires_at=None)
    return dump_session(replace(over, answers=(), spare_text="", spare_reading=None, extra={}))
