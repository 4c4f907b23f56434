"""Asks the gate for messages of contacts that we have opened, at the moment of delivery: here its word is law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from journey.gate import Drop, Verdict
from storage.contacts import contacts_by_id
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.standings import load_standings


def ask_gate(tx: Transaction, contact_ids: Sequence[str], *, bundles: Bundles, now: datetime) -> Mapping[str, Verdict]:
    """A verdict for each contact id; a contact that is gone may not be delivered.

    The conversation that the contact has opened itself does not keep it waiting.
    """
    contacts = contacts_by_id(tx, contact_ids)
    experience = bundles.load_current(tx)
    standings = load_standings(tx, list(contacts.values()), experience=experience, now=now)
    verdicts: dict[str, Verdict] = {contact_id: Drop("the contact is gone") for contact_id in contact_ids}
    return verdicts | {each.id: standings.verdict(each, now, own_conversation=True) for each in contacts.values()}
