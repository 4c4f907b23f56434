"""Recalls what a bot must know of a message it is just sending: WhatsApp's window and the night hang on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bots.occasion import Occasion
from journey.calendar import quiet_begins
from storage.contacts import contacts_by_id
from storage.database import Store
from storage.occasions import occasion_of
from storage.transactions import Transaction
from usecases.bundles import Bundles
from usecases.standings import load_standings

AHEAD = timedelta(hours=10)
"""How far quiet hours are looked for: no platform keeps a message longer (Twilio's validity ends there)."""


async def recall_occasion(store: Store, bundles: Bundles, key: str, now: datetime) -> Occasion:
    """The occasion of the outbox row with this key; an empty one, with its window closed, where there is no such row.

    The session's flow counts only with its own steps; the product's own texts have none.
    """
    return await store.read(partial(_recall, bundles=bundles, key=key, now=now))


def _recall(tx: Transaction, *, bundles: Bundles, key: str, now: datetime) -> Occasion:
    row = occasion_of(tx, key)
    if row is None:
        return Occasion()
    return Occasion(
        last_inbound_at=row.last_inbound_at,
        flow=row.flow or "",
        step=row.step if row.flow else "",
        quiet_from=_quiet_from(tx, row.contact_id, bundles, now) if row.contact_id else None,
    )


def _quiet_from(tx: Transaction, contact_id: str, bundles: Bundles, now: datetime) -> datetime | None:
    """When the evening begins where the customer is; replies in a dialogue have none, because he is awake."""
    contact = contacts_by_id(tx, [contact_id]).get(contact_id)
    if contact is None:
        return None
    experience = bundles.load_current(tx)
    where = load_standings(tx, [contact], experience=experience, now=now).of(contact, now).where
    return quiet_begins(now, where, experience.rules, within=AHEAD)
