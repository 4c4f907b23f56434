"""Every store there is: the contract suite runs on each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Store, open_store
from storage.migrate import upgrade


@pytest.fixture(params=["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind, without tables."""
    return f"sqlite:///{tmp_path / 'echoloop.db'}"


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store with all tables, closed afterwards."""
    upgrade(url)
    opened = open_store(url)
    yield opened
    await opened.close()
