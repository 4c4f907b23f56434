"""The touchpoints page: all of the catalogue is on it, measured or not, with what customers expect and who they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.demo.sample_year import sample_year
from app.web.touchpoints import router
from storage.database import Store, open_store
from storage.migrate import upgrade
from storage.samples import insert_sample
from tests.app.web.pages import look, shipped
from tests.app.web.sample_rows import NOW

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A database with the sample year."""
    url = f"sqlite:///{tmp_path / 'pages.db'}"
    upgrade(url)
    opened = open_store(url)
    await opened.run(lambda tx: insert_sample(tx, sample_year(NOW)))
    yield opened
    await opened.close()


async def test_every_touchpoint_is_listed_in_its_phase(store: Store) -> None:
    """Measured ones with n, and those that nobody measures say so."""
    text = await look(store, router, "/touchpoints?lang=en")
    assert all(f'<li id="{name}"' in text for name in shipped().touchpoints)
    documents = text.split('<li id="travel_documents"')[1].split("</li>")[0]
    assert "n = " in documents
    assert "Everything arrives in time" in documents
    assert "not measured" in text.split('<li id="payment"')[1].split("</li>")[0]
    assert "support_ces asks, but no journey sends it" in text.split('<li id="complaint"')[1].split("</li>")[0]


async def test_personas_are_counted_by_their_rule(store: Store) -> None:
    """Children of 12 and 15 make a teenagers' family, and a persona without a rule is everybody."""
    text = await look(store, router, "/touchpoints?lang=en")
    teenagers = sum(row["attributes"]["children_ages"] == ["12", "15"] for row in sample_year(NOW)["customers"])
    assert f"{teenagers} of 300 customers" in text.split("<b>Teenagers</b>")[1].split("</li>")[0]
    assert "300 of 300 customers · everybody" in text


async def test_an_empty_catalogue_leaves_friendly_places(store: Store) -> None:
    """Without touchpoints and personas the page still answers."""
    bare = replace(shipped(), touchpoints={}, personas={})
    text = await look(store, router, "/touchpoints?lang=de", ours=bare)
    assert "In dieser Phase begegnet uns niemand." in text
    assert "Noch keine Personas" in text
