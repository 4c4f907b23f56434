"""One of several leads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial

import anyio
import pytest

from scheduler.leader import lead
from storage.connections import write_engine
from storage.leadership import Leadership
from tests.own_postgres import Cluster

pytestmark = pytest.mark.anyio
CUT = "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"


@pytest.fixture
def shared(postgres: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database."""
    url = postgres.create()
    yield url
    postgres.drop(url)


async def test_another_leads_when_the_leader_loses_the_database(shared: str) -> None:
    """Two run for leader: one leads; its connection is cut and its duties end, and the place is taken again."""
    leading: list[str] = []
    changed = asyncio.Event()

    @asynccontextmanager
    async def duties(name: str) -> AsyncIterator[None]:
        leading.append(name)
        changed.set()
        try:
            yield
        finally:
            leading.remove(name)

    places = {name: Leadership(shared) for name in ("a", "b")}
    async with anyio.create_task_group() as group:
        for name, place in places.items():
            group.start_soon(partial(lead, place, partial(duties, name), sleep=lambda _: asyncio.sleep(0.01)))
        with anyio.fail_after(20):
            await changed.wait()
        assert len(leading) == 1
        changed.clear()
        engine = write_engine(shared)
        with engine.begin() as connection:
            assert connection.exec_driver_sql(CUT).all() == [(True,)]
        engine.dispose()
        with anyio.fail_after(20):
            await changed.wait()
            while len(leading) != 1:  # the one that was cut notices when it looks
                await asyncio.sleep(0.01)
        group.cancel_scope.cancel()
    for place in places.values():
        await place.close()
