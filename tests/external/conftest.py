"""A house with a published experience, for the message path without the rest of the product."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import open_store
from storage.migrate import upgrade
from tests.usecases.house import House


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A fresh house on a real database file."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)
    store = open_store(url)
    opened = House(store)
    await opened.publish()
    yield opened
    await store.close()
