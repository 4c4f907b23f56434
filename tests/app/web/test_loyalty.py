"""The loyalty page and the overview's three numbers, over the sample year."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from app.demo.sample_year import sample_year
from app.web import loyalty, overview
from insights.loyalty import YEAR
from storage.customers import customers
from storage.database import Store, open_store
from storage.migrate import upgrade
from storage.purchases import events, purchases
from storage.samples import insert_sample
from storage.transactions import Transaction
from tests.app.web.pages import look, shipped
from tests.app.web.sample_rows import NOW

pytestmark = pytest.mark.anyio


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Store]:
    """A database without anything."""
    url = f"sqlite:///{tmp_path / 'pages.db'}"
    upgrade(url)
    opened = open_store(url)
    yield opened
    await opened.close()


@pytest.fixture
async def store(empty: Store) -> Store:
    """A database with the sample year."""
    await empty.run(lambda tx: insert_sample(tx, sample_year(NOW)))
    return empty


async def test_the_three_numbers_come_first(store: Store) -> None:
    """Satisfied, loyal and advocate stand before everything else on the overview, each with hits, n and interval."""
    text = await look(store, overview.router, "/?lang=en")
    places = [text.index(f'id="{name}"') for name in ("satisfied", "loyal", "advocate", "nps")]
    assert places == sorted(places)
    first = text[places[0] : places[3]]
    assert first.count('class="figure"') == 3
    assert first.count("95 % interval") >= 3


async def test_loyal_is_counted_over_those_who_have_had_a_year(store: Store) -> None:
    """The n of the second number is how many people's first purchase is a year ago or longer."""
    first: dict[str, datetime] = {}
    booked: dict[str, datetime] = {row["purchase_id"]: row["at"] for row in sample_year(NOW)["events"]}
    for row in sample_year(NOW)["purchases"]:
        at: datetime = booked.get(row["id"]) or row["created_at"]
        first[row["customer_id"]] = min(at, first.get(row["customer_id"], at))
    n = sum(at <= NOW - YEAR for at in first.values())
    text = await look(store, loyalty.router, "/loyalty?lang=en")
    assert f"of {n} ·" in text.split('id="loyal"')[1].split("</article>")[0]


async def test_an_empty_house_has_no_figures(empty: Store) -> None:
    """Nothing is made of nothing: too few everywhere, in both languages."""
    text = await look(empty, loyalty.router, "/loyalty?lang=en")
    assert 'class="figure"' not in text
    assert "Too few for a figure (0 of 0)." in text
    assert "No purchases yet." in text
    assert "Noch keine Käufe." in await look(empty, loyalty.router, "/loyalty?lang=de")


async def test_the_first_booking_of_all_draws_a_line_along_the_ground(empty: Store) -> None:
    """Nobody can be back yet: the page shows the picture and no error."""
    one = {"id": "c", "created_at": NOW, "updated_at": NOW}
    trip = {"id": "p", "external_id": "T-1", "customer_id": "c", "kind": "trip", "attributes": {}, "created_at": NOW}
    fact = {"id": "e", "customer_id": "c", "purchase_id": "p", "name": "booked", "at": NOW, "recorded_at": NOW}

    def book(tx: Transaction) -> None:
        tx.execute(customers.insert(), one)
        tx.execute(purchases.insert(), trip)
        tx.execute(events.insert(), fact | {"data": {}})

    await empty.run(book)
    assert 'class="trend curve"' in await look(empty, loyalty.router, "/loyalty?lang=en")


async def test_without_a_hold_out_group_the_page_says_how_to_get_one(store: Store) -> None:
    """No group, no return; with a group that is too small it says how many are needed."""
    assert "hold_out: 10 %" in await look(store, loyalty.router, "/loyalty?lang=en")
    ours = shipped()
    small = replace(ours, journeys={"trip": replace(ours.journeys["trip"], hold_out=0.05)})
    assert "30 of each are needed" in await look(store, loyalty.router, "/loyalty?lang=en", ours=small)
    half = replace(ours, journeys={"trip": replace(ours.journeys["trip"], hold_out=0.5)})
    assert "More revenue per customer" in await look(store, loyalty.router, "/loyalty?lang=en", ours=half)


async def test_erased_customers_are_on_no_list(store: Store) -> None:
    """Who was erased counts in rates, but is not shown."""
    await store.run(lambda tx: tx.execute(customers.update().values(erased_at=NOW)))
    text = await look(store, loyalty.router, "/loyalty?lang=en")
    assert "/customer?who=" not in text
