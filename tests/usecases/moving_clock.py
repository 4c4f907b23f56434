"""Lets time pass for a house: from one due row to the next, everything that is due happens, and nobody answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from storage.contacts import contacts
from storage.outbox import outbox
from storage.sessions import sessions
from storage.transactions import Transaction
from tests.usecases.agency import Agency
from usecases.remind_and_expire import remind_and_expire

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def live_until(agency: Agency, end: datetime, *, step: timedelta = timedelta(0)) -> int:
    """Move the clock to `end`; with a `step`, what falls due within it happens at its end. Returns the stops made."""
    house, stops = agency.house, 0
    while (due := await house.store.read(next_due)) is not None and due <= end:
        house.now = min(max(_up(due, step), house.now), end)
        await settle(agency)
        stops += 1
    house.now = max(end, house.now)
    return stops


async def settle(agency: Agency) -> None:
    """Everything that is due now."""
    house = agency.house
    while await remind_and_expire(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now):
        pass
    while await agency.open() >= 1000:
        pass


def _up(at: datetime, step: timedelta) -> datetime:
    return at if not step else EPOCH - (EPOCH - at) // step * step


def next_due(tx: Transaction) -> datetime | None:
    """When anything is due next."""
    found = [
        tx.execute(select(func.min(contacts.c.due_at)).where(contacts.c.state == "planned")).scalar(),
        tx.execute(select(func.min(sessions.c.due_at)).where(sessions.c.state == "asking")).scalar(),
        tx.execute(select(func.min(outbox.c.due_at)).where(outbox.c.state == "waiting")).scalar(),
    ]
    return min((each for each in found if each is not None), default=None)
