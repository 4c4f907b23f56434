"""Batches of the ticks: large where nobody else writes, small beside others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.jobs import BATCH, SMALL_BATCH, in_batches
from storage.database import Store, open_store
from storage.migrate import upgrade

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A fresh database."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)
    opened = open_store(url)
    yield opened
    await opened.close()


class Rows:
    """So many due rows; `beside` says whether somebody else writes during each batch."""

    def __init__(self, store: Store, left: int, *, beside: bool) -> None:
        self.store, self.left, self.beside = store, left, beside
        self.sizes: list[int] = []

    async def move(self, *, limit: int, now: datetime) -> int:
        """One batch."""
        self.sizes.append(limit)
        await self.store.run(lambda _: None, order="later")
        if self.beside:
            await self.store.run(lambda _: None)
        moved = min(limit, self.left)
        self.left -= moved
        return moved


async def test_batches_grow_while_nobody_else_writes(store: Store) -> None:
    """A wave that is alone soon takes full batches, and takes all rows."""
    rows = Rows(store, 2000, beside=False)
    assert await in_batches(store, rows.move, lambda: NOON) == 2000
    assert rows.sizes[:3] == [SMALL_BATCH, 2 * SMALL_BATCH, 3 * SMALL_BATCH]
    assert max(rows.sizes) == BATCH


async def test_batches_stay_small_beside_others(store: Store) -> None:
    """Who writes to us during a wave waits for a small batch at most."""
    rows = Rows(store, 100, beside=True)
    assert await in_batches(store, rows.move, lambda: NOON) == 100
    assert set(rows.sizes) == {SMALL_BATCH}
