"""A year of a travel company on a moved clock: trips, changes, STOP, erasure, and an outage of two days."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

from authoring.load_files import load_files
from conversation.messages import Purpose
from storage.contacts import contacts
from storage.customers import consents, customers, find_person
from storage.database import open_store
from storage.migrate import upgrade
from storage.outbox import outbox
from storage.purchases import purchases
from tests.usecases.agency import Agency, berlin
from tests.usecases.house import House, KeepingBot
from tests.usecases.moving_clock import next_due
from usecases.accept_messages import accept
from usecases.ask_gate import ask_gate
from usecases.deliver import Sending, deliver
from usecases.erase_customer import erase_customer
from usecases.import_lines import Import, Item, take_in
from usecases.open_contacts import open_contacts
from usecases.put_customer import ConsentData, CustomerData
from usecases.record_event import EventData, PurchaseData
from usecases.remind_and_expire import remind_and_expire
from usecases.take_turns import take_turns

EXPERIENCE = Path(__file__).resolve().parents[2] / "experience"
BEGIN, END, DOWN, UP = (  # in UTC: a day between two local times may have 23 hours, and then no clock would move on
    berlin(text).astimezone(UTC)
    for text in ("2027-01-08 12:00", "2028-11-30 12:00", "2027-07-20 06:00", "2027-07-22 06:00")
)
OUTAGE = DOWN, UP
TICK = timedelta(minutes=15)
AT_ONCE = 200
HOMES = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Sao_Paulo", "Asia/Tokyo", "Asia/Kolkata",
    "Australia/Adelaide", "Pacific/Auckland", "Africa/Johannesburg", "America/St_Johns",
)  # fmt: skip
PLACES = ("Europe/Athens", "Asia/Bangkok", "Atlantic/Azores", "America/Los_Angeles", "Australia/Lord_Howe", "")
YES: tuple[tuple[str, ...], ...] = ((), ("survey",), ("survey", "marketing"), ("survey", "marketing"))

Act = tuple[datetime, int, str, dict[str, Any]]
"""When, to whom, what, and with which data."""


@dataclass
class Lived:
    """What a year has left behind."""

    contacts: list[dict[str, Any]]
    openings: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    purchases: list[dict[str, Any]]
    customers: dict[str, dict[str, Any]]

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The first messages of contacts that have left."""
        return [row for row in self.openings if row["state"] == "sent"]

    def digest(self) -> str:
        """One word for everything that happened to contacts and messages."""
        told = [
            (row["id"], row["state"], row["rule"], str(row["due_at"]), str(row["settled_at"])) for row in self.contacts
        ]
        told += [
            (str(row["id"]), row["state"], row["step"], str(row["settled_at"]), row["outcome"]) for row in self.openings
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def script(people: int, seed: int = 5) -> list[Act]:
    """What will happen to everybody, in order: fixed dice."""
    chance, acts = Random(seed), []
    for who in range(people):
        for trip in range(2 if who % 7 == 0 else 1):
            booked = BEGIN + timedelta(days=chance.randrange(1, 200), minutes=chance.randrange(1440))
            departs = booked + timedelta(days=chance.randrange(20, 150), minutes=chance.randrange(1440))
            dates = {"departs_at": departs, "returns_at": departs + timedelta(days=chance.randrange(3, 21))}
            zone = chance.choice(PLACES)
            acts.append((booked, who, f"booked {trip}", dates | ({"destination_zone": zone} if zone else {})))
            acts.append((departs - timedelta(days=9), who, f"documents_ready {trip}", {}))
            acts += _turns(chance, who, trip, booked, departs)
        if who % 3 == 0:
            acts.append(
                (BEGIN + timedelta(days=chance.randrange(5, 320), hours=chance.randrange(24)), who, "hotline_call", {})
            )
        if who % 11 == 0:
            acts.append(
                (BEGIN + timedelta(days=chance.randrange(60, 400)), who, chance.choice(["STOP", "withdraw"]), {})
            )
        if who % 23 == 0:
            acts.append((BEGIN + timedelta(days=chance.randrange(60, 400)), who, "erase", {}))
    return sorted(acts, key=lambda act: act[:3])


def _turns(chance: Random, who: int, trip: int, booked: datetime, departs: datetime) -> list[Act]:
    """One trip in four is paid, one moved, one cancelled, one goes by without a word, some time before it."""
    at = booked + (departs - booked) * chance.random()
    later = departs + timedelta(days=30)
    moved = {"departs_at": later, "returns_at": later + timedelta(days=9)}
    what: list[tuple[str, dict[str, Any]]] = [("balance_paid", {}), ("rebooked", moved), ("cancelled", {}), ("", {})]
    name, data = what[(who + trip) % 4]
    return [(at, who, f"{name} {trip}", data)] if name else []


async def live(folder: Path, people: int) -> Lived:
    """Play the year in a folder of its own."""
    url = f"sqlite:///{folder / 'echoloop.db'}"
    upgrade(url)
    store = open_store(url)
    agency = Agency(House(store))
    await agency.publish(load_files(EXPERIENCE))
    bot = KeepingBot(channel="sms")
    await _settle_in(agency, people)
    acts = script(people)
    place = 0
    while agency.house.now < END:
        due = await store.read(next_due)
        acting = acts[place][0] if place < len(acts) else END
        agency.house.now = _stop(min(due or END, acting), agency.house.now)
        now = agency.house.now
        some = place
        while place < len(acts) and acts[place][0] <= now:
            place += 1
        await _act(agency, acts[some:place])
        if not OUTAGE[0] <= now < OUTAGE[1]:
            await _tick(agency, bot)
    lived = await _lived(agency)
    await store.close()
    return lived


def _stop(due: datetime, now: datetime) -> datetime:
    """The next tick at or after what is due; in the outage nothing moves but the clock."""
    at = max(due, now + timedelta(seconds=1))
    tick = BEGIN + -((BEGIN - at) // TICK) * TICK
    return min(tick, END)


async def _settle_in(agency: Agency, people: int) -> None:
    items = []
    for who in range(people):
        given = tuple(
            ConsentData(purpose=cast("Purpose", each), granted=True, version="2027-01", confirmed="test")
            for each in YES[who % len(YES)]
        )
        data = CustomerData(
            first_name="Ada",
            language="en",
            zone=HOMES[who % len(HOMES)],
            phone=f"+49151{23000000 + who}",
            channels=("sms",),
            consents=given,
        )
        items.append(Item(f"K-{who}", data))
    await _take(agency, items)


async def _take(agency: Agency, items: list[Item]) -> None:
    house = agency.house
    how = Import(bundles=house.bundles, new_id=house.new_id, now=house.now)
    for start in range(0, len(items), AT_ONCE):
        outcomes = await take_in(house.store, items[start : start + AT_ONCE], how)
        refused = [outcome for outcome in outcomes if outcome.fate == "refused"]
        assert all(one.wrong[0].field == "customer" for one in refused), refused  # erased: nobody is called so


async def _act(agency: Agency, acts: list[Act]) -> None:
    house, items = agency.house, []
    for at, who, what, data in acts:
        name, _, trip = what.partition(" ")
        if name == "STOP":
            said = replace(house.says("STOP", f"+49151{23000000 + who}"), channel="sms")
            await accept(house.store, [said], now=house.now)
            await take_turns(
                house.store, reader=house.reader, bundles=house.bundles, new_id=house.new_id, now=house.now
            )
        elif name == "erase":
            await erase_customer(house.store, f"K-{who}", who="test", new_id=house.new_id, now=house.now)
        elif name == "withdraw":
            no = tuple(ConsentData(purpose=each, granted=False) for each in ("survey", "marketing"))
            items.append(Item(f"K-{who}", CustomerData(consents=no)))
        else:
            bought = PurchaseData(id=f"T-{who}-{trip}", **data) if trip else None
            key = f"{who} {what}"
            items.append(Item(key, EventData(event=name, customer=f"K-{who}", at=at, purchase=bought), key))
    if items:
        await _take(
            agency, [item for item in items if not (item.name.startswith("K-") and await _gone(agency, item.name))]
        )


async def _gone(agency: Agency, number: str) -> bool:
    """Whether this customer was erased: putting him anew would make him another."""
    return await agency.house.store.read(lambda tx: find_person(tx, number)) is None


async def _tick(agency: Agency, bot: KeepingBot) -> None:
    """What the scheduler does."""
    house = agency.house
    while await remind_and_expire(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now):
        pass
    while (
        await open_contacts(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now, limit=1000) >= 1000
    ):
        pass
    sending = Sending(gate=ask_gate)
    while await deliver(
        house.store, bots={"sms": bot}, bundles=house.bundles, now=house.now, limit=256, sending=sending
    ):
        pass


async def _lived(agency: Agency) -> Lived:
    house = agency.house
    return Lived(
        contacts=await house.rows(contacts),
        openings=[row for row in await house.rows(outbox) if row["contact_id"]],
        consents=sorted(await house.rows(consents), key=lambda row: (row["at"], row["id"])),
        purchases=await house.rows(purchases),
        customers={row["id"]: row for row in await house.rows(customers)},
    )
