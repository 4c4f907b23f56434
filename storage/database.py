"""The one door to the database: `await store.run(work)` writes, `await store.read(work)` reads a snapshot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Engine

from storage.connections import read_engine, write_engine
from storage.transactions import Transaction
from storage.writer import Job, Writer

Item = TypeVar("Item")
T = TypeVar("T")

READERS = 2


class Store:
    """Rows on SQLite or PostgreSQL, whichever the URL names.

    Work is a function of an open transaction. It is run on the writer's thread, so it must not wait for anything;
    what it raises reaches the caller, and its rows are rolled back without hurting its neighbours in the group.
    """

    def __init__(self, writing: Engine, reading: Engine) -> None:
        self._writing = writing
        self._reading = reading
        self._writer = Writer(writing)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="echoloop-reader")

    async def run(self, work: Callable[[Transaction], T]) -> T:
        """Run work in a write transaction; returns once it is durable. A cancelled caller's rows may still commit."""
        return await self.run_together(lambda tx, _: [work(tx)], None)

    async def run_together(self, work: Callable[[Transaction, list[Item]], Sequence[T]], item: Item) -> T:
        """Like run, for work that can be done for many callers at once: one call with all items that have gathered.

        `work` is always the same function (that is how calls are recognised as alike) and gives one value an item.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer.submit(Job(work, item, loop, future))
        return await future

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run work on a snapshot, beside the writer; it cannot write."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def durability(self) -> str:
        """What the database itself says about surviving a power cut: "full" is the promise we give."""
        return await self.run(_durability)

    async def close(self) -> None:
        """Finish what is in flight, then let go of the database."""
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._readers.shutdown)
        self._writing.dispose()
        self._reading.dispose()

    def _read(self, work: Callable[[Transaction], T]) -> T:
        with self._reading.begin() as tx:
            return work(tx)


def open_store(url: str) -> Store:
    """Open the database at `url` ("sqlite:///var/echoloop.db"); its schema is storage.migrate's affair.

    Raises StoreUrlError where the URL names a database in memory.
    """
    return Store(write_engine(url), read_engine(url, connections=READERS))


def _durability(tx: Transaction) -> str:
    if tx.dialect.name == "sqlite":
        level = tx.exec_driver_sql("PRAGMA synchronous").scalar_one()
        return {0: "off", 1: "normal", 2: "full", 3: "full"}[int(level)]
    return "full" if tx.exec_driver_sql("SHOW synchronous_commit").scalar_one() != "off" else "off"
