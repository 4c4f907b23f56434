"""What the sample's customers bought before the sample year, and which trips came by a recommendation."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.demo.sample_people import DESTINATIONS, Traveller
from storage.buyers import RECOMMENDED_BY

EARLIER = 0.6  # the share of customers who had travelled with the company before
BROUGHT = 0.06  # the share of trips that somebody's recommendation brought
CONTENT_ENOUGH = 0.75  # who recommends


def earlier_trips(people: list[Traveller], chance: Random, until: datetime) -> list[dict[str, Any]]:
    """A first trip one to three years ago for some, and a second within its year the likelier the more content."""
    rows = []
    for person in people:
        if chance.random() > EARLIER:
            continue
        first = until - timedelta(days=chance.randint(390, 900))
        rows.append(_trip(person, first, 1, chance))
        again = first + timedelta(days=int(chance.triangular(90, 364, 310)))
        if chance.random() < 0.7 * person.content - 0.1 and again < until - timedelta(days=30):
            rows.append(_trip(person, again, 2, chance))
    return rows


def _trip(person: Traveller, booked: datetime, number: int, chance: Random) -> dict[str, Any]:
    destination, zone = chance.choice(DESTINATIONS)
    departs = (booked + timedelta(days=chance.randint(20, 120))).replace(hour=9, minute=0, second=0)
    return {
        "id": f"h{number}-{person.id}",
        "external_id": f"SAMPLE-BEFORE-{number}-{person.id}",
        "customer_id": person.id,
        "kind": "trip",
        "destination": destination,
        "destination_zone": zone,
        "departs_at": departs,
        "returns_at": departs + timedelta(days=7),
        "amount_minor": chance.randrange(45, 420) * 1000,
        "currency": "EUR",
        "attributes": {},
        "created_at": booked,
    }


def recommend(trips: list[dict[str, Any]], people: list[Traveller], chance: Random) -> None:
    """Write into some trips who recommended them: content customers, and never the traveller himself."""
    content = [person for person in people if person.content >= CONTENT_ENOUGH]
    for trip in trips:
        if chance.random() < BROUGHT:
            friend = chance.choice(content)
            if friend.id != trip["customer_id"]:
                trip["attributes"] = {**trip["attributes"], RECOMMENDED_BY: friend.row["external_id"]}
