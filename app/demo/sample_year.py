"""A year of a made-up travel company, as rows: who travelled, who answered what, and which cases came of it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.demo.sample_history import earlier_trips, recommend
from app.demo.sample_people import DESTINATIONS, Traveller, travellers
from app.demo.sample_responses import Asked, response_rows

Rows = dict[str, list[dict[str, Any]]]

CUSTOMERS = 300
SEED = 4711
SUMMER_DIP = (6, 7)
"""The months (counted from the year's start) in which transfers were late and scores fell."""


def sample_year(until: datetime, *, first_case: int = 1, count: int = CUSTOMERS, seed: int = SEED) -> Rows:
    """Rows by table for the year before `until`; the same arguments give the same rows.

    Scores drift upwards over the year with a dip in two months; about half of those asked answer.
    """
    chance = Random(seed)  # noqa: S311  (a sample, not a secret)
    rows: Rows = defaultdict(list)
    people = travellers(chance, count, until=until)
    for person in people:
        rows["customers"].append(person.row)
        _add_address(rows, person)
        _add_consents(rows, person, chance)
    for number, (person, departs) in enumerate(_trips(people, chance, until)):
        _add_trip(rows, person, departs, number, chance, until)
    more = Random(seed + 1)  # noqa: S311  (its own, so that the year above stays as it is)
    rows["purchases"] += earlier_trips(people, more, until)
    recommend(rows["purchases"], people, more)
    _add_cases(rows, first_case, until)
    return dict(rows)


def _add_address(rows: Rows, person: Traveller) -> None:
    """Sample customers sit in the web chat: nothing that is sent to them leaves the house."""
    address = {"id": f"a-{person.id}", "customer_id": person.id, "channel": "webchat", "platform_id": person.id}
    joined = person.row["created_at"]
    rows["addresses"].append(address | {"state": "open", "last_inbound_at": joined, "created_at": joined})


def _add_consents(rows: Rows, person: Traveller, chance: Random) -> None:
    """Most allow surveys, a third allows offers, and a few have changed their mind."""
    for purpose, share in (("survey", 0.85), ("marketing", 0.35)):
        at = person.row["created_at"] + timedelta(minutes=chance.randint(1, 9))
        granted = chance.random() < share
        ledger = [(granted, at)]
        if granted and chance.random() < 0.04:
            ledger.append((False, at + timedelta(days=chance.randint(20, 90))))
        for number, (given, when) in enumerate(ledger):
            rows["consents"].append(
                {
                    "id": f"k-{person.id}-{purpose}-{number}",
                    "customer_id": person.id,
                    "purpose": purpose,
                    "granted": given,
                    "version": "2026-01",
                    "channel": "webchat",
                    "source": "sample",
                    "at": when,
                }
            )


def _trips(people: list[Traveller], chance: Random, until: datetime) -> list[tuple[Traveller, datetime]]:
    """One or two trips for everybody within the year, content people twice as often, oldest first."""
    trips = []
    for person in people:
        for _ in range(1 + (chance.random() < person.content - 0.35)):
            days = chance.triangular(4, 350, 40)
            departs = (until - timedelta(days=days)).replace(hour=chance.randrange(5, 18), minute=0, second=0)
            trips.append((person, max(departs, person.row["created_at"] + timedelta(days=6))))
    return sorted(trips, key=lambda trip: (trip[1], trip[0].id))


def _add_trip(rows: Rows, person: Traveller, departs: datetime, number: int, chance: Random, until: datetime) -> None:
    """A purchase with its booking, and what the customer was asked about it."""
    destination, zone = chance.choice(DESTINATIONS)
    returns = departs + timedelta(days=chance.choice((4, 7, 7, 10, 14)))
    booked = max(departs - timedelta(days=chance.randint(20, 120)), person.row["created_at"])
    purchase = f"p{number:05d}-sample"
    rows["purchases"].append(
        {
            "id": purchase,
            "external_id": f"SAMPLE-TRIP-{number:05d}",
            "customer_id": person.id,
            "kind": "trip",
            "destination": destination,
            "destination_zone": zone,
            "departs_at": departs,
            "returns_at": returns,
            "amount_minor": chance.randrange(45, 420) * 1000,
            "currency": "EUR",
            "attributes": {},
            "created_at": booked,
        }
    )
    event = {"customer_id": person.id, "purchase_id": purchase, "name": "booked", "at": booked, "data": {}}
    rows["events"].append(event | {"id": f"e-{purchase}", "recorded_at": booked})
    for asked in _asked(departs, returns):
        if asked.at < until - timedelta(hours=2):
            quality = _quality(asked.at, until)
            for table, more in response_rows(person, asked, purchase, quality, chance).items():
                rows[table].extend(more)


def _asked(departs: datetime, returns: datetime) -> list[Asked]:
    """The surveys of one trip: the documents, the trip as a whole, and how easy it was to settle something after."""
    return [
        Asked("support_ces", "hotline", "ces", "ease", returns + timedelta(days=4, hours=2), 0.3),
        Asked("delivery_csat", "travel_documents", "csat", "satisfied", departs - timedelta(days=5), 0.5),
        Asked("post_trip_nps", "trip_as_a_whole", "nps", "recommend", returns + timedelta(days=1), 0.55),
    ]


def _quality(at: datetime, until: datetime) -> float:
    """How well the company did at that time, added to a customer's own contentment (-0.2 … +0.1)."""
    month = 11 - min(11, (until - at).days // 30)
    return -0.08 + 0.016 * month - (0.14 if month in SUMMER_DIP else 0.0)


def _add_cases(rows: Rows, first: int, until: datetime) -> None:
    """A case for every very bad answer: the newest is still being worked on."""
    scores = [one for one in rows["answers"] if one["scale"] == "nps" and one["score"] <= 3]
    people = {one["id"]: one["customer_id"] for one in rows["responses"]}
    for number, answer in enumerate(sorted(scores, key=lambda one: one["at"])):
        opened = answer["at"] + timedelta(minutes=2)
        customer = people[answer["response_id"]]
        state = "claimed" if number == len(scores) - 1 else "resolved"
        _add_case(rows, f"c{number:05d}-sample", first + number, customer, opened, state, until)


def _add_case(rows: Rows, case: str, number: int, customer: str, opened: datetime, state: str, until: datetime) -> None:
    """One case with its history."""
    answered = opened + timedelta(minutes=11 + 7 * (number % 9))
    resolved = min(opened + timedelta(hours=3 + number % 30), until)
    history = [("opened", "", opened)]
    if state != "open":
        history += [("claimed", "Mira", answered)]
    if state == "resolved":
        history += [("resolved", "Mira", resolved)]
    reason = {"by": "flow", "flow": "post_trip_nps", "step": "to_a_person", "request": "", "at": opened.isoformat()}
    rows["cases"].append(
        {
            "id": case,
            "number": number,
            "customer_id": customer,
            "team": "care",
            "priority": "high",
            "state": state,
            "owner": "" if state == "open" else "Mira",
            "reasons": [reason],
            "outcome": "solved" if state == "resolved" else "",
            "cause": ("delay", "room", "staff", "refund")[number % 4] if state == "resolved" else "",
            "opened_at": opened,
            "first_answer_due_at": opened + timedelta(hours=1),
            "first_answer_at": None if state == "open" else answered,
            "resolved_at": resolved if state == "resolved" else None,
            "card_stale": False,
        }
    )
    for kind, by, at in history:
        rows["case_events"].append(
            {"id": f"{case}-{kind}", "case_id": case, "kind": kind, "by": by, "text": "", "at": at}
        )
