"""Group commit: one thread takes whatever has gathered while the last commit ran, and commits it together.

Idle, a piece of work is committed at once and alone; busy, hundreds share one flush to disk. Each keeps its own
savepoint, so one that fails is rolled back alone and only its caller hears of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Engine

from storage.errors import StoreClosedError
from storage.transactions import Transaction

LARGEST_GROUP = 256  # bounds how long the first of a group waits for its commit


@dataclass(slots=True)
class Job:
    """One piece of work and the future its caller waits on.

    Jobs that share the same `work` and were gathered together are done in one call with all their items.
    """

    work: Callable[[Transaction, list[Any]], Sequence[Any]]
    item: Any
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None


class Writer:
    """The one thread that writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._door = Lock()
        self._closed = False
        self._thread = Thread(target=self._drain, name="echoloop-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job; raises StoreClosedError once closing has begun."""
        with self._door:
            if self._closed:
                raise StoreClosedError("the store is closed")
            self._queue.put(job)

    def close(self) -> None:
        """Finish what is in flight and end the thread (blocks until then)."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _drain(self) -> None:
        open_ = True
        while open_:
            jobs, open_ = self._gather()
            if jobs:
                self._commit(jobs)
                _report(jobs)

    def _gather(self) -> tuple[list[Job], bool]:
        first = self._queue.get()
        if first is None:
            return [], False
        jobs = [first]
        while len(jobs) < LARGEST_GROUP:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                return jobs, False
            jobs.append(job)
        return jobs, True

    def _commit(self, jobs: Sequence[Job]) -> None:
        try:
            with self._engine.begin() as tx:
                if len(jobs) == 1:
                    _do(tx, jobs)
                else:
                    for alike in _alike(jobs):
                        _do_apart(tx, alike)
        except BaseException as error:
            for job in jobs:
                job.error = job.error or error


def _alike(jobs: Sequence[Job]) -> list[list[Job]]:
    """Jobs by their work, each kind at the place of its first."""
    kinds: dict[Callable[..., Any], list[Job]] = {}
    for job in jobs:
        kinds.setdefault(job.work, []).append(job)
    return list(kinds.values())


def _do(tx: Transaction, jobs: Sequence[Job]) -> None:
    values = jobs[0].work(tx, [job.item for job in jobs])
    for job, value in zip(jobs, values, strict=True):
        job.value = value


def _do_apart(tx: Transaction, jobs: Sequence[Job]) -> None:
    """Do alike jobs in a savepoint; where one of several fails, each is done again on its own.

    Raw statements, because SQLAlchemy's nested transactions cost ten times that.
    """
    raw = tx.connection.cursor()
    failed: BaseException | None = None
    raw.execute("SAVEPOINT work")
    try:
        _do(tx, jobs)
    except BaseException as error:
        raw.execute("ROLLBACK TO SAVEPOINT work")
        failed = error
    raw.execute("RELEASE SAVEPOINT work")
    raw.close()
    if failed is not None and len(jobs) > 1:
        for job in jobs:
            _do_apart(tx, [job])
    elif failed is not None:
        jobs[0].error = failed


def _report(jobs: Sequence[Job]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, finished in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, finished)


def _settle(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if job.future.done():  # the caller was cancelled; its rows are committed all the same
            continue
        if job.error is None:
            job.future.set_result(job.value)
        else:
            job.future.set_exception(job.error)
