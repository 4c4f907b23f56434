"""Who of the sample travels next: bookings told to the product as events, so that it plans their contacts itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.demo.sample_people import DESTINATIONS
from usecases.record_event import EventData, PurchaseData

TRIPS = 24
FURTHEST_DAYS = 80


def upcoming_trips(customers: Sequence[dict[str, Any]], now: datetime, *, seed: int) -> list[EventData]:
    """Bookings of the last two months by some of the sample's customers, with departures in the next weeks."""
    chance = Random(seed)  # noqa: S311  (a sample, not a secret)
    return [
        _booking(chance, person, number, now) for number, person in enumerate(chance.sample(list(customers), TRIPS))
    ]


def _booking(chance: Random, person: dict[str, Any], number: int, now: datetime) -> EventData:
    """One booking, its balance due four weeks before departure."""
    destination, zone = chance.choice(DESTINATIONS)
    days = chance.randrange(2, FURTHEST_DAYS)
    departs = (now + timedelta(days=days)).replace(hour=chance.randrange(5, 18), minute=0, second=0, microsecond=0)
    amount = chance.randrange(45, 420) * 1000
    purchase = PurchaseData(
        id=f"SAMPLE-NEXT-{number:03d}",
        kind="trip",
        destination=destination,
        destination_zone=zone,
        departs_at=departs,
        returns_at=departs + timedelta(days=chance.choice((4, 7, 7, 10, 14))),
        amount_minor=amount,
        currency="EUR",
        attributes={
            "balance": f"{amount * 0.8 / 100:.2f} EUR",
            "balance_due_at": (departs - timedelta(days=28)).date().isoformat(),
        },
    )
    booked = now - timedelta(days=chance.randrange(4, 60))
    return EventData(event="booked", customer=str(person["external_id"]), at=booked, purchase=purchase)
