"""The shipped experience, a year of a few families, through the whole house: nothing leaves that the rules forbid.

Booking, paying, travelling, cancelling, STOP and silence follow fixed dice; what was sent is then checked against the
ledger and the clock where the customer was, by other means than the gate's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from authoring.load_files import load_files
from storage.contacts import contacts
from storage.customers import consents
from storage.database import open_store
from storage.migrate import upgrade
from storage.outbox import outbox
from storage.purchases import purchases
from storage.sessions import sessions
from tests.usecases.agency import Agency, berlin
from tests.usecases.house import House
from usecases.remind_and_expire import remind_and_expire

pytestmark = pytest.mark.anyio
EXPERIENCE = Path(__file__).resolve().parents[2] / "experience"
FAMILIES = 4
HOMES = ("Europe/Berlin", "Europe/London", "America/New_York")
DESTINATIONS = ("Europe/Athens", "Asia/Bangkok", "Atlantic/Azores")


@dataclass
class Played:
    """What a year has left behind."""

    contacts: list[dict[str, Any]]
    sent: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    purchases: dict[str, dict[str, Any]]
    homes: dict[str, str]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """The year is played once for all checks of this file."""
    return "asyncio"


@pytest.fixture(scope="module")
async def year(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Played]:
    """Thirteen months, from one due row to the next."""
    url = f"sqlite:///{tmp_path_factory.mktemp('year') / 'echoloop.db'}"
    upgrade(url)
    store = open_store(url)
    agency = Agency(House(store))
    await agency.publish(load_files(EXPERIENCE))
    homes, script = await families(agency)
    for at, name, number in sorted(script):
        await live_until(agency, at)
        await happen(agency, name, number)
    await live_until(agency, berlin("2028-11-30 12:00"))
    house = agency.house
    trips = {row["id"]: row for row in await house.rows(purchases)}
    sent = [row for row in await house.rows(outbox) if row["contact_id"] and row["state"] == "sent"]
    yield Played(await house.rows(contacts), sent, await house.rows(consents), trips, homes)
    await store.close()


async def families(agency: Agency) -> tuple[dict[str, str], list[tuple[datetime, str, str]]]:
    """Families that follow their links, with what will happen to each."""
    chance, homes = Random(5), {}
    script: list[tuple[datetime, str, str]] = []
    for each in range(FAMILIES):
        number, zone = f"K-{each}", HOMES[each % len(HOMES)]
        stored = await agency.put(number, first_name="Ada", language="en", zone=zone)
        assert not isinstance(stored, list)
        homes[stored.customer_id] = zone
        await agency.follow_link(number, f"chat-{each}", stored.customer_id)
        booked = agency.house.now + timedelta(days=chance.randrange(2, 40), hours=chance.randrange(24))
        departs = booked + timedelta(days=chance.randrange(50, 150), hours=chance.randrange(24))
        script += [(booked, f"booked {departs.isoformat()} {chance.choice(DESTINATIONS)}", number)]
        script += [(booked + timedelta(days=9), "hotline_call", number), (departs - timedelta(days=9), "ready", number)]
        script += [(departs - timedelta(days=5), ("postponed", "cancelled", "stop", "paid")[each % 4], number)]
    return homes, script


async def happen(agency: Agency, name: str, number: str) -> None:
    """One line of the script."""
    name, *more = name.split()
    trip = f"T-{number}"
    match name:
        case "booked":
            departs = datetime.fromisoformat(more[0])
            dates = {"departs_at": departs, "returns_at": departs + timedelta(days=12), "destination_zone": more[1]}
            await agency.event("booked", number, trip=trip, purchase=dates)
        case "postponed":
            departs = agency.house.now + timedelta(days=40)
            dates = {"departs_at": departs, "returns_at": departs + timedelta(days=12)}
            await agency.event("rebooked", number, trip=trip, purchase=dates)
        case "stop":
            await agency.house.hear("STOP", f"chat-{number[2:]}")
        case "hotline_call":
            await agency.event("hotline_call", number)
        case _:
            events = {"ready": "documents_ready", "paid": "balance_paid", "cancelled": "cancelled"}
            await agency.event(events[name], number, trip=trip)


async def live_until(agency: Agency, end: datetime) -> None:
    """Let time pass from one due row to the next; nobody answers anything."""
    house = agency.house
    while (due := await next_due(house)) is not None and due <= end:
        house.now = max(due, house.now)
        await remind_and_expire(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now)
        await agency.open()
    house.now = max(end, house.now)


async def next_due(house: House) -> datetime | None:
    """When anything is due next."""
    waiting = [row["due_at"] for row in await house.rows(contacts) if row["state"] == "planned"]
    waiting += [row["due_at"] for row in await house.rows(sessions) if row["state"] == "asking"]
    waiting += [row["due_at"] for row in await house.rows(outbox) if row["state"] == "waiting"]
    return min((due for due in waiting if due), default=None)


def clock(year: Played, row: dict[str, Any]) -> datetime:
    """What the customer's clock shows when a message leaves: the destination's while he travels."""
    at: datetime = row["settled_at"]
    taken = [trip for trip in year.purchases.values() if trip["customer_id"] == row["customer_id"]]
    away = [trip for trip in taken if not trip["cancelled_at"] and trip["departs_at"] <= at < trip["returns_at"]]
    return at.astimezone(ZoneInfo(away[0]["destination_zone"] if away else year.homes[row["customer_id"]]))


async def test_nobody_is_woken(year: Played) -> None:
    """Every contact left between 09:00 and 20:00 on a working day, where the customer was."""
    assert len(year.sent) > 3 * FAMILIES
    for row in year.sent:
        shown = clock(year, row)
        assert (9 <= shown.hour < 20, shown.weekday() != 6) == (True, True), (shown, row["step"])


async def test_nothing_leaves_without_consent(year: Played) -> None:
    """At each survey or nudge the ledger's latest word was yes; after a STOP not even service is opened."""
    purposes = {row["id"]: row["purpose"] for row in year.contacts}
    for row in year.sent:
        purpose = purposes[row["contact_id"]]
        said = [
            line["granted"]
            for line in sorted(year.consents, key=lambda line: line["at"])
            if line["customer_id"] == row["customer_id"]
            and line["purpose"] == purpose
            and line["at"] <= row["settled_at"]
        ]
        assert purpose == "service" or said[-1:] == [True]


async def test_nobody_is_asked_too_often(year: Played) -> None:
    """Three surveys and one nudge in 30 days, one of both a day: the figures that the welcome promises."""
    purposes = {row["id"]: row["purpose"] for row in year.contacts}
    limits = [({"survey"}, 3, 30 * 24), ({"marketing"}, 1, 30 * 24), ({"survey", "marketing"}, 1, 24)]
    for customer in year.homes:
        for counted, most, hours in limits:
            times = [
                row["settled_at"]
                for row in year.sent
                if row["customer_id"] == customer and purposes[row["contact_id"]] in counted
            ]
            assert all(sum(last - timedelta(hours=hours) < at <= last for at in times) <= most for last in times)


async def test_every_contact_is_accounted_for(year: Played) -> None:
    """Nothing is left planned; what was not opened names its rule; nothing was sent twice."""
    states = Counter(row["state"] for row in year.contacts)
    assert states["planned"] == 0
    assert states["opened"] >= len(year.sent) == len({row["contact_id"] for row in year.sent})
    quiet = [row for row in year.contacts if row["state"] in ("refused", "dropped")]
    assert all(row["rule"] for row in quiet)
    assert {row["rule"].split(" (")[0] for row in quiet} >= {"stop_when: cancelled", "when: customer.last_nps"}
