"""The forecast equals what then happens when the clock moves and customers are silent."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storage.contacts import contacts
from storage.sessions import sessions
from tests.usecases.agency import Agency
from usecases.preview_plan import Foreseen, preview
from usecases.remind_and_expire import remind_and_expire

pytestmark = pytest.mark.anyio


async def foresee(agency: Agency, days: int = 240, journey: str = "") -> list[Foreseen]:
    """The forecast from today."""
    house = agency.house
    return await preview(house.store, bundles=house.bundles, now=house.now, days=days, journey=journey)


async def test_the_forecast_sends_nothing(agency: Agency) -> None:
    """Looking ahead changes no row."""
    await agency.join(consents=("survey", "marketing"))
    await agency.book()
    before = await agency.planned()
    assert await foresee(agency)
    assert await agency.planned() == before


async def live_until(agency: Agency, end: datetime) -> None:
    """Let time pass from one due row to the next; nobody answers anything."""
    house = agency.house
    while (due := await next_due(agency)) is not None and due <= end:
        house.now = max(due, house.now)
        await remind_and_expire(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now)
        await agency.open()


async def next_due(agency: Agency) -> datetime | None:
    """When anything is due next."""
    waiting = [row["due_at"] for row in await agency.house.rows(contacts) if row["state"] == "planned"]
    waiting += [row["due_at"] for row in await agency.house.rows(sessions) if row["state"] == "asking"]
    return min((due for due in waiting if due), default=None)


async def test_the_forecast_comes_true(agency: Agency) -> None:
    """Two customers, 240 days, line by line: the same contacts, the same fate, the same minute."""
    for number, sender in (("K-1", "ada"), ("K-2", "ben")):
        await agency.join(number, sender, consents=("survey", "marketing"))
        await agency.book(number, f"T-{number}")
    await agency.event("hotline_call")
    agency.house.pass_time(hours=1)
    foreseen = {(each.contact_id, each.fate, each.at) for each in await foresee(agency) if each.fate != "shifted"}
    await live_until(agency, agency.house.now + timedelta(days=240))
    fates = {"opened": "sent", "refused": "refused"}
    happened = {
        (row["id"], fates[row["state"]], row["settled_at"])
        for row in await agency.house.rows(contacts)
        if row["state"] in fates
    }
    assert foreseen == happened
    assert len(happened) == 9
    assert {fate for _, fate, _ in happened} == {"sent"}


async def test_one_journey_alone(agency: Agency) -> None:
    """The forecast can be asked for one journey."""
    await agency.join()
    await agency.book()
    assert await foresee(agency, journey="trip")
    assert await foresee(agency, journey="order") == []
