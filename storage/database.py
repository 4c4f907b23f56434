"""The one door to the database: `await store.run(work)` writes, `await store.read(work)` reads a snapshot.

Who may write beside whom:

    order       on SQLite           on PostgreSQL
    alone       the one writer      one transaction at a time over all processes (the default; as on SQLite)
    beside      the one writer      beside others of its kind, never beside `alone`: work that locks its own rows
    free        the one writer      beside everything: work that only adds rows nobody can be looking at yet
    later       the one writer, once nobody else of this process waits for it; as alone otherwise (a wave's batches)
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Literal, TypeVar

from sqlalchemy import Engine

from storage.connections import is_sqlite, read_engine, write_engine
from storage.transactions import Transaction, had_bad_luck
from storage.writer import Job, Writer

Item = TypeVar("Item")
T = TypeVar("T")

Order = Literal["alone", "beside", "free", "later"]

READERS = 2
WRITERS: Mapping[Order, int] = {"alone": 1, "beside": 2, "free": 1}
"""Connections that write, on PostgreSQL, in one process."""
WRITING = 0x6C6F6F70
"""The advisory lock of all who write: shared by those that write beside each other, exclusive to one alone."""


class Store:
    """Rows on SQLite or PostgreSQL, whichever the URL names.

    Work is a function of an open transaction. It is run on a writer's thread, so it must not wait for anything; what
    it raises reaches the caller, and its rows are rolled back without hurting its neighbours in the group. Work may be
    done twice where the first try was rolled back, so it changes nothing but rows.
    """

    def __init__(self, writing: Engine, reading: Engine) -> None:
        self._writing = writing
        self._reading = reading
        self._writers = _writers(writing)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="echoloop-reader")

    @property
    def shared(self) -> bool:
        """Whether several processes may work on this database at once."""
        return self._writing.dialect.name != "sqlite"

    @property
    def groups(self) -> int:
        """Groups of work that cannot wait, so far: who writes batch after batch sees whether others write beside it."""
        return sum(writer.groups for writer in set(self._writers.values()))

    async def run(self, work: Callable[[Transaction], T], *, order: Order = "alone") -> T:
        """Run work in a write transaction; returns once it is durable. A cancelled caller's rows may still commit."""
        return await self.run_together(lambda tx, _: [work(tx)], None, order=order)

    async def run_together(
        self, work: Callable[[Transaction, list[Item]], Sequence[T]], item: Item, *, order: Order = "alone"
    ) -> T:
        """Like run, for work that can be done for many callers at once: one call with all items that have gathered.

        `work` is always the same function (that is how calls are recognised as alike) and gives one value an item.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writers[order].submit(Job(work, item, loop, future), later=order == "later")
        return await future

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run work on a snapshot, beside the writers; it cannot write."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def durability(self) -> str:
        """What the database itself says about surviving a power cut: "full" is the promise we give."""
        return await self.run(_durability)

    async def close(self) -> None:
        """Finish what is in flight, then let go of the database."""
        for writer in {id(each): each for each in self._writers.values()}.values():
            await asyncio.to_thread(writer.close)
        await asyncio.to_thread(self._readers.shutdown)
        self._writing.dispose()
        self._reading.dispose()

    def _read(self, work: Callable[[Transaction], T]) -> T:
        try:
            with self._reading.begin() as tx:
                return work(tx)
        except Exception as error:
            if not had_bad_luck(error):
                raise
        with self._reading.begin() as tx:  # the first connection was cut off, all others with it
            return work(tx)


def open_store(url: str) -> Store:
    """Open the database at `url` ("sqlite:///var/echoloop.db"); its schema is storage.migrate's affair.

    Raises StoreUrlError where the URL names a database in memory.
    """
    writers = 1 if is_sqlite(url) else sum(WRITERS.values())
    return Store(write_engine(url, connections=writers), read_engine(url, connections=READERS))


def _writers(engine: Engine) -> dict[Order, Writer]:
    """The writer of each order: one for all on SQLite."""
    if engine.dialect.name == "sqlite":
        one = Writer(engine)
        return dict.fromkeys((*WRITERS, "later"), one)
    begin: dict[Order, Callable[[Transaction], None] | None] = {
        "alone": partial(_lock, function="pg_advisory_xact_lock"),
        "beside": partial(_lock, function="pg_advisory_xact_lock_shared"),
        "free": None,
    }
    writers = {
        order: Writer(engine, threads=threads, begin=begin[order], name=f"{order}-")
        for order, threads in WRITERS.items()
    }
    return writers | {"later": writers["alone"]}


def _lock(tx: Transaction, *, function: str) -> None:
    """Wait for the place among the writers of all processes; it is given back with the transaction's end."""
    tx.exec_driver_sql(f"SELECT {function}({WRITING})")


def _durability(tx: Transaction) -> str:
    if tx.dialect.name == "sqlite":
        level = tx.exec_driver_sql("PRAGMA synchronous").scalar_one()
        return {0: "off", 1: "normal", 2: "full", 3: "full"}[int(level)]
    return "full" if tx.exec_driver_sql("SHOW synchronous_commit").scalar_one() != "off" else "off"
