"""A house with a published experience, for every test of the message path."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.database import Store, open_store
from storage.migrate import upgrade
from tests.own_postgres import Cluster, name_of
from tests.usecases.agency import Agency
from tests.usecases.house import House


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a file that names DATABASES on each of them."""
    kinds = getattr(metafunc.module, "DATABASES", None)
    if kinds and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", kinds)


def build(url: str) -> None:
    """Migrate a database and publish the small experience in it."""
    upgrade(url)

    async def publish() -> None:
        store = open_store(url)
        await House(store).publish()
        await store.close()

    asyncio.run(publish())


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the small experience published, built once and copied for each test."""
    path = tmp_path_factory.mktemp("published") / "echoloop.db"
    build(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def published_in_postgres(postgres: Cluster) -> str:
    """The same in PostgreSQL; the database's name."""
    url = postgres.create()
    build(url)
    return name_of(url)


@pytest.fixture
def database() -> str:
    """The kind of database a test runs on; a test file that names DATABASES runs on each of them."""
    return "sqlite"


@pytest.fixture
def house_url(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Iterator[str]:
    """A fresh copy of the published database."""
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("published"), tmp_path / "echoloop.db")
        yield f"sqlite:///{tmp_path / 'echoloop.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    url = cluster.create(request.getfixturevalue("published_in_postgres"))
    yield url
    cluster.drop(url)


@pytest.fixture
async def house(house_url: str) -> AsyncIterator[House]:
    """A fresh house on a real database."""
    store = open_store(house_url)
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
