"""What `echoloop plan` foresees is what then happens: the same contacts, at the same moments, by the same rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from authoring.load_files import load_files
from storage.contacts import contacts
from storage.database import open_store
from storage.migrate import upgrade
from tests.usecases.agency import Agency
from tests.usecases.house import House
from tests.usecases.moving_clock import live_until
from usecases.preview_plan import preview

pytestmark = pytest.mark.anyio
EXPERIENCE = Path(__file__).resolve().parents[2] / "experience"
DAYS, CUSTOMERS = 240, 24
HOMES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo")
PLACES = ("Europe/Athens", "Asia/Bangkok", "Atlantic/Azores", "")
Line = tuple[str, str, datetime, str]


@pytest.fixture
async def agency(tmp_path: Path) -> AsyncIterator[Agency]:
    """The shipped experience with silent customers: trips of a fixed seed, booked on the day the plan is made."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)
    store = open_store(url)
    made = Agency(House(store))
    files = load_files(EXPERIENCE)
    trip = files["journeys/trip.yaml"]
    files["journeys/trip.yaml"] = trip.replace(
        "    flow: tip_packing\n", "    flow: tip_packing\n    quota: 5 per 30d\n"
    )
    await made.publish(files)
    await book(made, Random(7))
    yield made
    await store.close()


async def book(agency: Agency, chance: Random) -> None:
    """Some have consented to surveys, some to everything, some to nothing; one in four has two trips."""
    for number in range(CUSTOMERS):
        name, purposes = f"K-{number}", chance.choice([(), ("survey",), ("survey", "marketing")])
        await agency.join(name, f"chat-{number}", purposes)
        await agency.put(name, zone=chance.choice(HOMES))
        for trip in range(2 if number % 4 == 0 else 1):
            departs = agency.house.now + timedelta(days=chance.randrange(20, 200), hours=chance.randrange(24))
            dates = {"departs_at": departs, "returns_at": departs + timedelta(days=chance.randrange(3, 20))}
            zone = chance.choice(PLACES)
            await agency.event(
                "booked", name, trip=f"T-{number}-{trip}", purchase=dates | ({"destination_zone": zone} if zone else {})
            )
        if number % 3 == 0:
            await agency.event("hotline_call", name)


async def test_the_plan_of_240_days_comes_true_line_by_line(agency: Agency) -> None:
    """Every contact is sent, refused or still ahead exactly when and why the plan said."""
    house = agency.house
    start = house.now
    foreseen = await preview(house.store, bundles=house.bundles, now=start, days=DAYS)
    planned: dict[str, Line] = {each.contact_id: (each.contact, each.fate, each.at, each.rule) for each in foreseen}
    until = start + timedelta(days=DAYS)
    await live_until(agency, until)
    lived: dict[str, Line] = {}
    for row in await house.rows(contacts):
        if row["state"] == "opened" and row["settled_at"] >= start:
            lived[row["id"]] = (row["contact"], "sent", row["settled_at"], row["rule"])
        elif row["state"] == "refused":
            lived[row["id"]] = (row["contact"], "refused", row["settled_at"], row["rule"])
        elif row["state"] == "planned" and row["id"] in planned:
            lived[row["id"]] = (row["contact"], "shifted", row["due_at"], row["rule"])
    assert {key: lived.get(key) for key in planned if planned[key] != lived.get(key)} == {}
    assert planned == lived
    fates = Counter(line[1] for line in planned.values())
    assert fates["sent"] > 2 * CUSTOMERS
    assert fates["refused"] > CUSTOMERS
    assert any(rule.startswith("quota: 5") for _, _, _, rule in planned.values())
