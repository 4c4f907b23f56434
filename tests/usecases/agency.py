"""A travel agency for tests: the small house with a journey, contact rules and the calls of its booking system."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from conversation.messages import Purpose
from journey.gate import Verdict
from storage.contacts import contacts
from storage.sessions import sessions
from tests.usecases.house import FILES, House
from usecases.ask_gate import ask_gate
from usecases.deliver import Sending
from usecases.make_link import make_link
from usecases.open_contacts import open_contacts
from usecases.publish_bundle import Published, publish
from usecases.put_customer import ConsentData, CustomerData, StoredCustomer, put_customer
from usecases.record_event import EventData, KeyReused, PurchaseData, Recorded, record_event
from usecases.wrong_field import WrongField

BERLIN = ZoneInfo("Europe/Berlin")

SAY = """
echoloop: 1
flow: {flow}
purpose: {purpose}
steps:
  - say: only
    de: Hier ist {flow}.
    en: Here is {flow}.
"""
JOURNEY = """
echoloop: 1
journey: trip
persona: all
dates:
  departure: {from: purchase.departs_at, zone: purchase.destination_zone}
  return: {from: purchase.returns_at, zone: customer}
stop_when: cancelled
contacts:
  - contact: documents
    send: when documents_ready
    flow: documents
  - contact: balance
    send: 4w before departure at 10:00
    not_before: 3d after booked
    unless: {event: balance_paid}
    flow: balance
    drop: 3d before departure
    rank: 1
  - contact: tips
    send: every 4w after booked until 2w before departure
    flows: [tip_one, tip_two]
  - contact: after_call
    send: 2h after hotline_call
    flow: nps
    hold_while: [case_open, person_is_writing]
  - contact: post_trip
    send: 1d after return at 18:00
    flow: nps
    hold_while: [case_open, person_is_writing]
    drop: 21d after return
  - contact: invite
    send: when planned
    flow: invite
  - contact: come_back
    send: 9mo after return at 10:00
    when: {customer.last_nps: 9-10, customer.open_bookings: 0}
    flow: come_back
    rank: 9
"""
RULES = """
echoloop: 1
counts: contacts we open
budget:
  survey: 2 per 30d
  marketing: 1 per 30d
  survey+marketing: 1 per 24h
quiet: {nightly: "20:00-09:00", days: [sunday, public_holiday]}
"""
PERSONAS = """
echoloop: 1
personas:
  all:
    de: Alle
    en: Everybody
"""
FLOWS = {
    "documents": "service",
    "balance": "service",
    "tip_one": "marketing",
    "tip_two": "marketing",
    "invite": "marketing",
    "come_back": "marketing",
}
FAN = """
echoloop: 1
flow: fan
purpose: service
steps:
  - say: thanks
    de: Danke.
    en: Thank you.
  - plan: invite
    after: 2d
"""
AGENCY = {
    **FILES,
    "flows/fan.yaml": FAN,
    **{f"flows/{flow}.yaml": SAY.format(flow=flow, purpose=purpose) for flow, purpose in FLOWS.items()},
    "journeys/trip.yaml": JOURNEY,
    "contact_rules.yaml": RULES,
    "personas.yaml": PERSONAS,
}


def berlin(text: str) -> datetime:
    """A local time in Berlin, as people write it."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


class Agency:
    """A house whose company books trips; the clock starts at noon in Berlin on a Friday in January."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.at("2027-01-08 12:00")

    def at(self, text: str) -> None:
        """Set the clock, in Berlin's time."""
        self.house.now = berlin(text)

    async def publish(self, files: dict[str, str] = AGENCY) -> None:
        """Publish the agency's experience."""
        published = await publish(self.house.store, files, who="test", now=self.house.now)
        assert isinstance(published, Published), published

    async def put(self, number: str = "K-1", **data: Any) -> StoredCustomer | list[WrongField]:
        """Send a customer."""
        house = self.house
        return await put_customer(
            house.store, number, CustomerData(**data), new_id=house.new_id, now=house.now, bundles=house.bundles
        )

    async def event(
        self, event: str, customer: str = "K-1", *, key: str = "", body: str = "", trip: str = "", **data: Any
    ) -> Recorded | KeyReused | list[WrongField]:
        """Send an event; `trip` names the purchase that further data is about."""
        purchase = PurchaseData(id=trip, **data.pop("purchase", {})) if trip else None
        house = self.house
        return await record_event(
            house.store,
            EventData(event=event, customer=customer, purchase=purchase, **data),
            key=key,
            body_hash=body,
            bundles=house.bundles,
            new_id=house.new_id,
            now=house.now,
        )

    async def join(self, number: str = "K-1", sender: str = "ada", consents: tuple[str, ...] = ("survey",)) -> str:
        """A customer who follows his personal link; returns his id."""
        given = tuple(
            ConsentData(purpose=cast("Purpose", each), granted=True, version="2027-01", confirmed="test")
            for each in consents
        )
        stored = await self.put(number, first_name="Ada", language="en", zone="Europe/Berlin", consents=given)
        assert isinstance(stored, StoredCustomer)
        await self.follow_link(number, sender, stored.customer_id, "gladly" if "survey" in consents else "rather not")
        return stored.customer_id

    async def follow_link(self, number: str, sender: str, customer_id: str, answer: str = "gladly") -> None:
        """A customer opens his personal link in his chat and answers what the welcome asks."""
        house = self.house
        token = await make_link(house.store, customer_id, "", "welcome", token=f"token-{number}", now=house.now)
        await house.hear("", sender, kind="start", token=token)
        while await house.hear(answer, sender):
            if not await self.asking(customer_id):
                return

    async def asking(self, customer_id: str) -> bool:
        """Whether a question to this customer is open."""
        rows = await self.house.rows(sessions)
        return any(row["customer_id"] == customer_id and row["state"] == "asking" for row in rows)

    async def book(self, number: str = "K-1", trip: str = "T-1") -> Recorded:
        """Two weeks on Crete in July."""
        purchase = {
            "destination": "Crete",
            "destination_zone": "Europe/Athens",
            "departs_at": berlin("2027-07-10 06:00"),
            "returns_at": berlin("2027-07-24 20:00"),
        }
        recorded = await self.event("booked", number, trip=trip, purchase=purchase)
        assert isinstance(recorded, Recorded), recorded
        return recorded

    async def open(self, limit: int = 1000) -> int:
        """Open what is due, and deliver it."""
        house = self.house
        done = await open_contacts(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now, limit=limit)
        await house.deliver(Sending(gate=ask_gate))
        return done

    async def verdicts(self, *contact_ids: str) -> dict[str, Verdict]:
        """What the gate says at delivery."""
        house = self.house
        return dict(await house.store.read(lambda tx: ask_gate(tx, contact_ids, bundles=house.bundles, now=house.now)))

    async def planned(self) -> dict[tuple[str, int], dict[str, Any]]:
        """All contacts by name and occurrence, moments in Berlin's time."""
        return {(row["contact"], row["occurrence"]): _local(row) for row in await self.house.rows(contacts)}

    async def rows_of(self, contact: str) -> list[dict[str, Any]]:
        """All contacts of one name."""
        return [row for row in await self.house.rows(contacts) if row["contact"] == contact]


def _local(row: dict[str, Any]) -> dict[str, Any]:
    """Moments as people read them."""
    return {
        name: f"{value.astimezone(BERLIN):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value
        for name, value in row.items()
    }
