"""A house on a fresh database with the shipped experience published, and a client with an API key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from app.settings import Database, Settings
from app.web.server import create_app
from app.wiring import House, open_house
from authoring.load_files import load_files
from storage.api_keys import add_key
from storage.migrate import upgrade
from usecases.publish_bundle import Published, publish

ROOT = Path(__file__).resolve().parents[3]
KEY = "el_a-key-for-tests"


@asynccontextmanager
async def house_on(folder: Path) -> AsyncIterator[House]:
    """A house without platforms, its experience published and one API key made."""
    url = f"sqlite:///{folder / 'echoloop.db'}"
    upgrade(url)
    async with open_house(Settings(_env_file=None, database=Database(url=url)), bots={}) as house:
        now = house.clocks.business()
        done = await publish(house.store, load_files(ROOT / "experience"), who="test", now=now)
        assert isinstance(done, Published)
        await house.store.run(lambda tx: add_key(tx, key_id="k1", name="test", key=KEY, now=now))
        yield house


def client_of(house: House, *, key: str = KEY) -> httpx.AsyncClient:
    """A client of the application over this house."""
    transport = httpx.ASGITransport(create_app(house), client=("127.0.0.1", 1234), raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8710", headers=headers)


@pytest.fixture
async def house(tmp_path: Path, anyio_backend: str) -> AsyncIterator[House]:
    """The house of one test."""
    async with house_on(tmp_path) as built:
        yield built
