"""A published house with rating pages, and a customer with a personal link, for the tests of the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.clock import Clocks
from app.settings import Channels, Database, Settings, Webchat
from app.wiring import House, open_house
from bots.case_actions import AnswerCustomer
from conversation.reading import Reading
from storage.cases import cases
from storage.customers import customers, link_tokens
from storage.migrate import upgrade
from tests.usecases.house import FILES, NOON, GivenReader
from usecases.deliver import deliver
from usecases.publish_bundle import Published, publish
from usecases.work_case import Done, work_case

PAGES = """
echoloop: 1
pages:
  pool: {de: Wie ist der Pool?, de_sie: Wie ist der Pool?, en: How is the pool?}
  lobby: {de: Wie war dein Aufenthalt?, en: How was your stay?, flow: nps}
  food: {de: War das Essen gut?, en: Was the food good?, scale: thumbs}
"""
ADA: dict[str, Any] = {
    "id": "ada-known",
    "external_id": "K-1",
    "first_name": "Ada",
    "created_at": NOON,
    "updated_at": NOON,
}
UNHAPPY = ("Nobody helped us", "Niemand hat uns geholfen")
"""Words that open a case."""


@asynccontextmanager
async def rating_house(
    folder: Path, *, files: dict[str, str] | None = None, embed: tuple[str, ...] = (), public_url: str = ""
) -> AsyncIterator[House]:
    """A house on a fresh database; Ada's link "tok" leads to the flow nps, in English; Bodo's "tok-de" in German."""
    url = f"sqlite:///{folder / 'echoloop.db'}"
    upgrade(url)
    settings = Settings(
        _env_file=None,
        database=Database(url=url),
        public_url=public_url,
        channels=Channels(webchat=Webchat(embed_origins=embed)),
    )
    clocks = Clocks(movable=True)
    clocks.offset = NOON - clocks.wall()
    reader = GivenReader(dict.fromkeys(UNHAPPY, Reading(sentiment="negative", confidence=0.95, model="given")))
    async with open_house(settings, clocks=clocks, reader=reader) as house:
        made = await publish(
            house.store, files or FILES | {"pages.yaml": PAGES}, who="test", now=NOON - timedelta(days=1)
        )
        assert isinstance(made, Published)
        people = [
            ADA | {"language": "en"},
            ADA | {"id": "bodo", "external_id": "K-2", "first_name": "Bodo", "language": "de"},
        ]
        links = [
            {"token": token, "customer_id": who, "flow": flow, "created_at": NOON}
            for token, who, flow in (("tok", "ada-known", "nps"), ("tok-de", "bodo", "nps"), ("hi", "bodo", "welcome"))
        ]
        await house.store.run(
            lambda tx: (tx.execute(customers.insert(), people), tx.execute(link_tokens.insert(), links))
        )
        yield house


async def team_answers(house: House, text: str, *, key: str = "1") -> None:
    """Somebody at the desk answers the only case there is, and what waits is delivered."""
    case_id = await house.store.read(lambda tx: tx.execute(select(cases.c.id)).scalar_one())
    now = house.clocks.business()
    action = AnswerCustomer(case_id, "kim", text, key=key)
    done = await work_case(house.store, action, bundles=house.bundles, new_id=house.new_id, now=now)
    assert done == Done()
    while await deliver(house.store, bots=house.bots, bundles=house.bundles, now=now):
        pass
