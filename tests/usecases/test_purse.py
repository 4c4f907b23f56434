"""The month's money: contacts are priced when they are opened, written down, and stopped by a cap until next month."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from journey.money import Caps, Money, Prices
from storage.contacts import contacts
from storage.customers import addresses
from storage.spending import SpendingRow, spent_in
from storage.transactions import Transaction
from tests.usecases.agency import BERLIN, Agency
from usecases.open_contacts import open_contacts

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]

PRICES = Prices(sms={"DE": Decimal("0.09"), "*": Decimal("0.50")})
MONEY = Money(prices=PRICES)


def by_sms(tx: Transaction) -> None:
    """Everybody is reached by SMS, in Germany."""
    for number, row in enumerate(list(tx.execute(select(addresses.c.id).order_by(addresses.c.id)))):
        change = addresses.update().where(addresses.c.id == row.id)
        tx.execute(change.values(channel="sms", platform_id=f"+4915100000{number:03}"))


async def three_are_back(agency: Agency) -> None:
    """Three customers, back from the same trip: each is asked on Monday at nine."""
    for number in (1, 2, 3):
        await agency.join(f"K-{number}", f"guest{number}")
        await agency.book(f"K-{number}", f"T-{number}")
    await agency.house.store.run(by_sms)
    agency.at("2027-07-25 18:00")  # a Sunday: all three are put off until Monday
    await agency.open()
    agency.at("2027-07-26 09:00")


async def open_with(agency: Agency, money: Money) -> int:
    """Open what is due."""
    house = agency.house
    return await open_contacts(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now, money=money)


async def all_contacts(agency: Agency) -> list[dict[str, Any]]:
    """All contacts, moments in Berlin's time."""
    rows = await agency.house.rows(contacts)
    return [row | {"due_at": row["due_at"].astimezone(BERLIN).strftime("%Y-%m-%d %H:%M")} for row in rows]


async def states(agency: Agency) -> list[tuple[str, str]]:
    """State and rule of the three questions after the trip."""
    rows = [row for row in await all_contacts(agency) if row["contact"] == "post_trip"]
    return sorted((row["state"], row["rule"]) for row in rows)


async def test_what_is_opened_is_written_down(agency: Agency) -> None:
    """Three SMS of one segment are in July's ledger under their journey."""
    await three_are_back(agency)
    await open_with(agency, MONEY)
    found = await agency.house.store.read(lambda tx: spent_in(tx, ["2027-07"]))
    assert found == [SpendingRow("2027-07", "sms", "trip", 270_000, 3)]


async def test_a_cap_stops_until_the_next_month(agency: Agency) -> None:
    """Money for two: the third waits for August, whose first is a Sunday, and says by which cap; then he is asked."""
    await three_are_back(agency)
    cap = Decimal("0.18")
    money = replace(MONEY, caps=Caps(month=cap))
    await open_with(agency, money)
    rule = f"cap: {cap:f} EUR a month (month)"
    found = await states(agency)
    assert found == [("opened", found[0][1]), ("opened", found[1][1]), ("planned", rule)]
    waiting = next(row for row in await all_contacts(agency) if row["rule"] == rule)
    assert (waiting["due_at"], waiting["place"]) == ("2027-08-02 09:00", "config.yaml: money.caps")
    agency.at("2027-08-02 09:00")
    await open_with(agency, money)
    assert [state for state, _ in await states(agency)] == ["opened"] * 3


@pytest.mark.parametrize("caps", [Caps(channels={"sms": Decimal(0)}), Caps(journeys={"trip": Decimal(0)})])
async def test_caps_of_a_channel_and_of_a_journey(agency: Agency, caps: Caps) -> None:
    """With nothing to spend on SMS, or on the journey, no survey leaves; a message of service does, and counts."""
    await three_are_back(agency)
    await agency.event("documents_ready", "K-1", trip="T-1")
    await open_with(agency, replace(MONEY, caps=caps))
    assert {state for state, _ in await states(agency)} == {"planned"}
    assert [row["contact"] for row in await all_contacts(agency) if row["state"] == "opened"] == ["documents"]
    assert await agency.house.store.read(lambda tx: spent_in(tx, ["2027-07"])) == [
        SpendingRow("2027-07", "sms", "trip", 90_000, 1)
    ]


async def test_what_is_free_is_never_stopped(agency: Agency) -> None:
    """A cap of nothing keeps nobody in Telegram waiting."""
    await agency.join()
    await agency.book()
    agency.at("2027-07-25 18:00")
    await agency.open()
    agency.at("2027-07-26 09:00")
    await open_with(agency, replace(MONEY, caps=Caps(month=Decimal(0))))
    assert [state for state, _ in await states(agency)] == ["opened"]
