"""The doctor about money: a cap that guards nothing is found before the month is spent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.money_checkup import check_money
from app.settings import Database, Settings
from app.wiring import open_house
from authoring.load_files import load_files
from storage.migrate import upgrade
from tests.app.web.pages import ROOT
from tests.app.web.sample_rows import NOW
from usecases.publish_bundle import publish

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("money", "said"),
    [
        ({}, []),
        ({"sms": {"DE": "0.09", "*": "0.12"}, "caps": {"month": "5", "journeys": {"trip": "3"}}}, []),
        (
            {"sms": {"DE": "0.09"}, "caps": {"journeys": {"trp": "3"}}},
            ["money.caps.journeys names trp, which is not published"],
        ),
        ({"sms": {"DEU": "0.09"}}, ["money.sms names DEU, which is no country"]),
        ({"caps": {"month": "5"}}, ["there are caps and no prices"]),
    ],
)
async def test_a_cap_that_guards_nothing_is_found(tmp_path: Path, money: dict[str, Any], said: list[str]) -> None:
    """A journey that is not published, a country that does not exist, caps without prices: each with its way out."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)
    settings = Settings(_env_file=None, database=Database(url=url), money=money)
    async with open_house(settings) as house:
        await publish(house.store, load_files(ROOT / "experience"), who="test", now=NOW)
        found = await check_money(house)
    assert [one.what for one in found] == said
    assert all(one.way_out for one in found)
