"""Every store there is: the contract suite runs on each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.database import Store, open_store
from storage.migrate import upgrade
from tests.own_postgres import Cluster, name_of


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each kind, without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'echoloop.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    created = cluster.create()
    yield created
    cluster.drop(created)


@pytest.fixture(scope="session")
def with_tables(postgres: Cluster) -> str:
    """The name of a PostgreSQL database with all tables, to be copied for each test."""
    created = postgres.create()
    upgrade(created)
    return name_of(created)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each kind, with all tables."""
    if request.param == "sqlite":
        made = f"sqlite:///{tmp_path / 'echoloop.db'}"
        upgrade(made)
        yield made
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    created = cluster.create(request.getfixturevalue("with_tables"))
    yield created
    cluster.drop(created)


@pytest.fixture
async def store(migrated: str) -> AsyncIterator[Store]:
    """An open store with all tables, closed afterwards."""
    opened = open_store(migrated)
    yield opened
    await opened.close()
