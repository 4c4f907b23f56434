"""The pages of what is planned and why: plan, customer and money."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.demo.sample_year import sample_year
from app.web import customer, money, plan
from app.web.calendar_picture import months_of, short, steps_of
from app.web.page_frame import PageFrame
from authoring.load_files import load_files
from journey.money import Caps, Money, Prices
from storage.cases import cases
from storage.contacts import contacts
from storage.customers import addresses
from storage.database import Store, open_store
from storage.message_costs import note_cost
from storage.migrate import upgrade
from storage.samples import insert_sample
from storage.spending import add_spending
from storage.transactions import Transaction
from tests.app.web.pages import ROOT, look, shipped
from tests.app.web.sample_rows import NOW
from usecases.publish_bundle import publish

pytestmark = pytest.mark.anyio


def plan_something(tx: Transaction) -> None:
    """Two contacts for the first two people of the sample: a survey on Monday and a tip on Tuesday."""
    for number, (contact, flow, purpose, days) in enumerate(
        (("post_trip", "post_trip_nps", "survey", 3), ("packing", "tip_packing", "service", 4))
    ):
        due = NOW + timedelta(days=days)
        row: dict[str, Any] = {
            "id": f"n{number}",
            "customer_id": f"sample{number:06d}",
            "journey": "trip",
            "contact": contact,
        }
        row |= {"flow": flow, "purpose": purpose, "due_at": due, "planned_for": due, "created_at": NOW}
        tx.execute(contacts.insert(), row | {"purchase_id": "next", "place": "journeys/trip.yaml:1"})


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """The sample year with two contacts ahead and the shipped experience published."""
    url = f"sqlite:///{tmp_path / 'pages.db'}"
    upgrade(url)
    opened = open_store(url)
    await publish(opened, load_files(ROOT / "experience"), who="test", now=NOW)
    await opened.run(lambda tx: insert_sample(tx, sample_year(NOW)))
    await opened.run(plan_something)
    yield opened
    await opened.close()


async def test_the_plan_shows_days_and_what_the_gate_foresees(store: Store) -> None:
    """The calendar counts both days; the list names customer, contact, channel and fate."""
    text = await look(store, plan.router, "/plan?lang=en")
    assert "2 planned contacts" in text
    assert 'title="2027-03-15: 1"' in text
    assert "SAMPLE-10001" in text
    assert "will be sent" in text
    assert "0 planned contacts" in await look(store, plan.router, "/plan?lang=en&journey=recovery")


async def test_a_calendar_keeps_its_weeks_and_shades() -> None:
    """Mondays come first, days outside are empty, the fullest day has the strongest shade, months share one scale."""
    counts = {date(2027, 3, 31): 1, date(2027, 4, 1): 8, date(2027, 5, 31): 99}
    months = months_of(counts, first=date(2027, 3, 30), last=date(2027, 4, 5), language="en")
    assert [(month.title, month.count) for month in months] == [("March 2027", 1), ("April 2027", 8)]
    assert [day.outside for day in months[0].weeks[0]] == [True, False, False, True, True, True, True]
    assert months[0].weeks[0][2].shade == 1
    assert months[1].weeks[0][3].shade == 4


async def test_the_legend_says_what_the_shades_mean(store: Store) -> None:
    """Weekdays stand above the days, today is marked, each shade has its counts, and big counts fit into their box."""
    assert [(each.shade, each.low, each.high) for each in steps_of(119)] == [
        (1, 1, 29),
        (2, 30, 59),
        (3, 60, 89),
        (4, 90, 119),
    ]
    assert [(each.shade, each.low, each.high) for each in steps_of(1)] == [(4, 1, 1)]
    assert [short(count) for count in (940, 1234, 12_345)] == ["940", "1.2k", "12k"]
    for shade, low, high in ((each.shade, each.low, each.high) for each in steps_of(119)):
        counts = {date(2027, 3, 1): 119, date(2027, 3, 2): low, date(2027, 3, 3): high}
        [march] = months_of(counts, first=date(2027, 3, 1), last=date(2027, 3, 31), language="de")
        assert {day.shade for day in march.weeks[0][1:3]} == {shade}
    text = await look(store, plan.router, "/plan?lang=de")
    assert '<th scope="col">Mi</th>' in text
    assert text.count('aria-current="date"') == 1


async def test_why_speaks_the_language_of_the_page(store: Store) -> None:
    """What the gate foresees is said in German too, and a line parts what was from what is still to come."""
    text = await look(store, customer.router, "/customer?who=SAMPLE-10001&lang=de")
    assert "wird gesendet" in text
    assert "will be sent" not in text
    assert text.count("Ab hier: was noch kommt") == 1


async def test_why_explains_a_customer(store: Store) -> None:
    """Consents, channel, zone and every contact with what became of it; a stranger's number is answered with 404."""
    text = await look(store, customer.router, "/customer?who=SAMPLE-10000&lang=en")
    assert "post_trip" in text
    assert "webchat (open)" in text
    assert "Time zone" in text
    app = FastAPI()
    ours = shipped()

    async def experience() -> object:
        return ours

    app.include_router(customer.router(PageFrame(store, lambda: NOW, experience)))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as browser:
        nobody = await browser.get("/customer?who=<b>K-0</b>&lang=en")
    assert nobody.status_code == 404
    assert "Nobody is called &lt;b&gt;K-0&lt;/b&gt;." in nobody.text


MONEY = Money(
    prices=Prices(sms={"DE": Decimal("0.09")}), caps=Caps(month=Decimal(10), channels={"sms": Decimal("0.05")})
)


async def test_money_shows_caps_forecast_and_cost_per_answer(store: Store) -> None:
    """What is spent against each cap, what the rest of the month will cost, and that a cap will not last."""

    def spend(tx: Transaction) -> None:
        by_sms = addresses.update().where(addresses.c.customer_id == "sample000001")
        tx.execute(by_sms.values(channel="sms", platform_id="+4915112345678"))
        row = {"month": "2027-03", "channel": "sms", "journey": "trip", "micros": 8_500_000, "contacts": 90}
        tx.execute(contacts.update().where(contacts.c.state == "opened").values(settled_at=NOW))
        add_spending(tx, [row])

    await store.run(spend)
    text = await look(store, money.router, "/money?lang=en", money=MONEY)
    assert "nearly reached" in text  # 8.50 of 10
    assert "€8.50 of €10.00" in text
    assert "reached: surveys and offers wait" in text  # 8.50 of 0.05 by SMS
    assert "90" in text
    assert "€0.09 a segment" in text


async def test_money_adds_up_what_sent_messages_have_cost(store: Store) -> None:
    """By channel and country, with segments and a sum; what has no price is not called free."""

    def note(tx: Transaction) -> None:
        for number, (country, segments, micros) in enumerate([("DE", 2, 180_000), ("DE", 1, 90_000), ("AT", 1, 0)], 1):
            note_cost(
                tx, outbox_id=number, channel="sms", country=country, segments=segments, micros=micros,
                currency="EUR" if micros else "", now=NOW,
            )  # fmt: skip

    await store.run(note)
    text = await look(store, money.router, "/money?lang=en", money=MONEY)
    rows = re.findall(r"<tr>(.*?)</tr>", text[text.index("Actually sent") :], re.DOTALL)
    shown = [re.sub(r"<[^>]+>", " ", row).split() for row in rows[1:4]]
    assert shown == [
        ["sms", "DE", "2", "3", "€0.27"],
        ["sms", "AT", "1", "1", "no", "price"],
        ["Sum", "3", "4", "€0.27"],
    ]


async def test_money_without_prices_says_so(store: Store) -> None:
    """Nothing set, nothing spent: friendly places."""
    text = await look(store, money.router, "/money?lang=en")
    assert "No cap is set" in text
    assert "No prices are set" in text


async def test_why_says_where_a_merged_case_is_worked(store: Store) -> None:
    """Whoever looks for a customer's answers finds the case that they stand on."""

    def merge(tx: Transaction) -> str:
        rows = tx.execute(select(cases).order_by(cases.c.number)).mappings().all()
        mine = rows[0]
        into = next(row for row in rows if row["customer_id"] != mine["customer_id"])
        tx.execute(cases.update().where(cases.c.id == mine["id"]).values(state="resolved", merged_into=into["id"]))
        tx.execute(cases.update().where(cases.c.id == into["id"]).values(state="claimed"))
        return f"{mine['customer_id']} C-{mine['number']} geht in C-{into['number']} weiter: dort 0 Nachrichten"

    who, _, told = (await store.run(merge)).partition(" ")
    assert told in await look(store, customer.router, f"/customer?who={who}&lang=de")
