"""Group commit: one thread takes whatever has gathered while the last commit ran, and commits it together.

Idle, a piece of work is committed at once and alone; busy, hundreds share one flush to disk. Each keeps its own
savepoint, so one that fails is rolled back alone and only its caller hears of it. What only had bad luck (a deadlock
with another process, a connection that was cut before the commit) is done again.

What can wait (the batches of a wave) goes alone, once nobody else waits, or after a few groups all the same.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Literal

from sqlalchemy import Engine

from storage.errors import StoreClosedError
from storage.transactions import Transaction, had_bad_luck

LARGEST_GROUP = 256  # bounds how long the first of a group waits for its commit
MOST_TRIES = 4  # of work that had bad luck
MOST_BEFORE = 4  # groups that go before what can wait

_LATER: Literal["later"] = "later"  # in the queue: something that can wait is there


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
    """The threads that write in one order; each transaction first runs `begin` (locks). SQLite has one thread."""

    def __init__(
        self, engine: Engine, *, threads: int = 1, begin: Callable[[Transaction], None] | None = None, name: str = ""
    ) -> None:
        self._engine = engine
        self._begin = begin
        self._queue: SimpleQueue[Job | Literal["later"] | None] = SimpleQueue()
        self._later: deque[Job] = deque()
        self.groups = 0  # of what cannot wait, so far
        self._before = 0  # of them, since something that can wait was done
        self._door = Lock()
        self._closed = False
        self._threads = [
            Thread(target=self._drain, name=f"echoloop-writer-{name}{number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job, *, later: bool = False) -> None:
        """Queue a job, `later` where it can wait; raises StoreClosedError once closing has begun."""
        with self._door:
            if self._closed:
                raise StoreClosedError("the store is closed")
            if later:
                self._later.append(job)
            self._queue.put(_LATER if later else job)

    def close(self) -> None:
        """Finish what is in flight and end the threads (blocks until then)."""
        with self._door:
            if not self._closed:
                self._closed = True
                for _ in self._threads:
                    self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _drain(self) -> None:
        open_ = True
        while open_:
            jobs, open_ = self._gather()
            self._finish(jobs)
        while self._later:
            self._finish(self._one_that_can_wait())

    def _finish(self, jobs: Sequence[Job]) -> None:
        if jobs:
            self._commit(jobs)
            _report(jobs)

    def _gather(self) -> tuple[list[Job], bool]:
        """What is to be committed together, and whether more may come."""
        if self._later and self._before >= MOST_BEFORE:
            return self._one_that_can_wait(), True
        jobs: list[Job] = []
        while len(jobs) < LARGEST_GROUP:
            try:
                job = self._queue.get(block=not jobs and not self._later)
            except Empty:
                break
            if job is None:
                return jobs, False
            if isinstance(job, Job):
                jobs.append(job)
        if not jobs:
            return self._one_that_can_wait(), True
        self._before += 1
        self.groups += 1
        return jobs, True

    def _one_that_can_wait(self) -> list[Job]:
        self._before = 0
        try:
            return [self._later.popleft()]
        except IndexError:  # another thread was faster
            return []

    def _commit(self, jobs: Sequence[Job]) -> None:
        """Do the jobs; where they had bad luck, all are done again, a few times."""
        for _ in range(MOST_TRIES):
            for job in jobs:
                job.error = None
            if self._try(jobs):
                return

    def _try(self, jobs: Sequence[Job]) -> bool:
        """Do the jobs in one transaction; afterwards each has a value or an error. False: bad luck, nothing is done."""
        committing = False
        try:
            with self._engine.connect() as tx, tx.begin() as transaction:
                if self._begin is not None:
                    self._begin(tx)
                if len(jobs) == 1:
                    _do(tx, jobs)
                else:
                    for alike in _alike(jobs):
                        _do_apart(tx, alike)
                committing = True
                transaction.commit()
        except BaseException as error:
            for job in jobs:
                job.error = job.error or error
            return committing or not had_bad_luck(error)  # a commit that was cut off may have happened
        return True


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

    Plain statements, because SQLAlchemy's nested transactions cost ten times that.
    """
    failed: BaseException | None = None
    tx.exec_driver_sql("SAVEPOINT work")
    try:
        _do(tx, jobs)
    except BaseException as error:
        if had_bad_luck(error):
            raise
        tx.exec_driver_sql("ROLLBACK TO SAVEPOINT work")
        failed = error
    tx.exec_driver_sql("RELEASE SAVEPOINT work")
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
