"""A house with a published experience, for every test of the message path."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Store, open_store
from storage.migrate import upgrade
from tests.usecases.agency import Agency
from tests.usecases.house import House


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the small experience published, built once and copied for each test."""
    path = tmp_path_factory.mktemp("published") / "echoloop.db"
    upgrade(f"sqlite:///{path}")

    async def build() -> None:
        store = open_store(f"sqlite:///{path}")
        await House(store).publish()
        await store.close()

    asyncio.run(build())
    return path


@pytest.fixture
async def house(tmp_path: Path, published: Path) -> AsyncIterator[House]:
    """A fresh house on a real database file."""
    shutil.copy(published, tmp_path / "echoloop.db")
    store = open_store(f"sqlite:///{tmp_path / 'echoloop.db'}")
    yield House(store)
    await store.close()


@pytest.fixture
async def agency(house: House) -> Agency:
    """The same house with a journey and a booking system."""
    opened = Agency(house)
    await opened.publish()
    return opened


@pytest.fixture
async def store_without_bundle(tmp_path: Path) -> AsyncIterator[Store]:
    """A migrated database in which nothing is published."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    upgrade(url)
    store = open_store(url)
    yield store
    await store.close()
