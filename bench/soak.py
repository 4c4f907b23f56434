"""A long steady load: does memory stay flat, and does no table grow but history?

    python -m bench.soak [--minutes 30] [--per-second 0] [--json FILE]

One whole server (web, worker, scheduler; nothing leaves it) on SQLite takes conversations at fixed moments, a third of
what it can take at most (0 = measured first). Its memory is read every half minute; the first third of the time is
warm-up. Afterwards every customer must have been told what the engine alone says, and rows are counted by table.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

from app.web.running import new_loop
from bench.client import Connection, closed_loop, connect
from bench.conversations import Crowd, gather
from bench.http import run, served
from bench.installation import check, experience, furnish, opened
from bench.machine import memory_mb, place
from bench.report import Report, options
from bench.wire import calls

SAID = ("inbox", "outbox", "sessions", "responses", "answers", "readings")
DONE = ("contacts", "cases", "case_events", "case_dues", "case_lists", "desk_posts", "recoveries", "message_costs")
HISTORY = frozenset(SAID + DONE)
"""Tables that keep what customers and teams said and did: they grow with every conversation."""
BOUNDED = {"schedule_fires": 3_000, "replans": 100}
"""Tables that forget by themselves, and the most rows they may have after half an hour: fires of ticks, and what waits
to be planned again."""
PART = 500  # messages prepared together, or so: a long pause would close connections and shift moments
EVERY_S = 30.0
FLAT = 0.05
WARM = 1 / 3  # of the time, until caches are full
CONNECTIONS = 32
ACCEPTED = 200
COLUMNS = ("minute", "messages", "MB", "waiting")


@dataclass
class Course:
    """What was seen on the way."""

    memory: list[float] = field(default_factory=list)
    late_s: float = 0.0  # the most by which a call was answered after its moment
    answered: int = 0
    wrong: int = 0


@dataclass
class Load:
    """A server under load, and what is seen of it."""

    port: int
    pid: int
    path: Path
    per_second: float
    report: Report
    start: float = 0.0
    course: Course = field(default_factory=Course)
    free: asyncio.Queue[Connection] = field(default_factory=asyncio.Queue)
    writing: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def write(self, sender: str, request: bytes, due: float) -> None:
        """One more message; nobody's next one overtakes his last, however late we are."""
        task = asyncio.create_task(self._call(request, due, self.writing.get(sender)))
        self.writing[sender] = task
        task.add_done_callback(lambda done: self.writing.get(sender) is done and self.writing.pop(sender))

    async def _call(self, request: bytes, due: float, before: asyncio.Task[None] | None) -> None:
        """One message; its answer counts from the moment it was due."""
        if before is not None:
            await before
        connection = await self.free.get()
        if connection.closed:  # it was idle for too long
            [connection] = await connect(self.port, 1)
        self.course.wrong += await connection.call(request) != ACCEPTED
        self.course.answered += 1
        self.course.late_s = max(self.course.late_s, perf_counter() - due)
        self.free.put_nowait(connection)

    def look(self) -> None:
        """Write down memory and what waits."""
        self.course.memory.append(memory_mb(self.pid))
        seen = {"minute": (perf_counter() - self.start) / 60, "messages": float(self.course.answered)}
        self.report.add(seen | {"MB": self.course.memory[-1], "waiting": float(waiting(self.path))})


def parts(messages: int) -> Iterator[Crowd]:
    """Crowds of new customers with everything they write, until there are enough messages."""
    first, made = 0, 0
    while made < messages:
        crowd = gather(experience(), min(PART, messages - made), datetime.now(UTC), first=first)
        yield crowd
        first, made = first + len(crowd.expected), made + len(crowd.messages)


async def seated(url: str, messages: int) -> None:
    """Everybody who will write has an open question."""
    async with opened(url) as house:
        first = 0
        for crowd in parts(messages):
            await furnish(house, crowd, first=first)
            first += len(crowd.expected)


async def verified(url: str, messages: int) -> None:
    """Everybody was told what he must be."""
    everybody = Crowd("telegram")
    for crowd in parts(messages):
        everybody.messages += crowd.messages
        everybody.expected |= crowd.expected
    async with opened(url) as house:
        await house.store.read(partial(check, crowd=everybody))


def most(folder: Path) -> float:
    """Messages a second that a server on an empty database takes at most."""
    url = f"sqlite:///{folder / 'most.db'}"
    crowd = gather(experience(), 4000, datetime.now(UTC))
    asyncio.run(seated(url, 4000))
    posted = [call.wire() for call in calls(crowd.messages) if call.good]
    with served("bench.part", "all", url) as (port, _):
        return len(posted) / run(closed_loop(port, posted, 128)).seconds


async def steady(load: Load, messages: int) -> Course:
    """Send everything at its moment; read the server's memory on the way."""
    for connection in await connect(load.port, CONNECTIONS):
        load.free.put_nowait(connection)
    while waiting(load.path):  # the questions that everybody was asked leave first
        await asyncio.sleep(0.1)
    load.start = perf_counter()
    for number, (sender, request) in enumerate(requests_of(messages)):
        due = load.start + number / load.per_second
        await asyncio.sleep(max(0.0, due - perf_counter()))  # 0 where we are late: answers are read all the same
        if due - load.start >= EVERY_S * len(load.course.memory):
            load.look()
        load.write(sender, request, due)
    await asyncio.gather(*load.writing.values())
    while waiting(load.path):
        await asyncio.sleep(0.1)
    load.look()
    return load.course


def requests_of(messages: int) -> Iterator[tuple[str, bytes]]:
    """Everything that is written, by whom and signed, a part at a time."""
    for crowd in parts(messages):
        yield from ((call.sender, call.wire()) for call in calls(crowd.messages) if call.good)


def waiting(path: Path) -> int:
    """Rows that are not settled."""
    with closing(sqlite3.connect(path)) as db:
        return int(
            db.execute(
                "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')"
                " + (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending') AND key NOT LIKE 'old%')"
            ).fetchone()[0]
        )


def sizes(path: Path) -> dict[str, int]:
    """Rows by table."""
    with closing(sqlite3.connect(path)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}


def main() -> int:
    """Run it, say what grew, write JSON where asked; 1 where something grew that must not."""
    parser = options(__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--per-second", type=float, default=0.0, help="messages a second (0: a third of the most)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=place()) as name:
        folder = Path(name)
        per_second = given.per_second or most(folder) / 3
        messages = int(per_second * given.minutes * 60)
        path = folder / "soak.db"
        url = f"sqlite:///{path}"
        asyncio.run(seated(url, messages))
        before = sizes(path)
        report = Report(f"soak: {per_second:.0f} messages a second for {given.minutes:g} minutes", COLUMNS)
        with served("bench.part", "all", url) as (port, process), asyncio.Runner(loop_factory=new_loop) as runner:
            load = Load(port, process.pid, path, per_second, report)
            course = runner.run(steady(load, messages))
        asyncio.run(verified(url, messages))
        after = sizes(path)
    passed = judge(course, before, after, report)
    report.finish(given.json)
    return int(not passed)


def judge(course: Course, before: dict[str, int], after: dict[str, int], report: Report) -> bool:
    """Say what grew; whether only history did."""
    warm = course.memory[int(len(course.memory) * WARM) :]
    change = max(abs(each / warm[0] - 1) for each in warm)
    grown = {name: f"{before[name]} to {rows}" for name, rows in after.items() if rows != before[name]}
    strange = {name: rows for name, rows in grown.items() if name not in HISTORY and after[name] > BOUNDED.get(name, 0)}
    print(f"memory after warm-up: {min(warm):.0f} to {max(warm):.0f} MB, at most {change:.1%} off (goal <= 5 %)")
    print(f"answered {course.answered}, {course.wrong} not with 200, the latest after {course.late_s:.2f} s")
    print("grown, as history does:", {name: rows for name, rows in grown.items() if name in HISTORY})
    print("grown, and should not have:", strange or "nothing")
    report.facts |= {"memory change": change, "grown": grown, "strange": strange, "latest s": course.late_s}
    return change <= FLAT and not strange and not course.wrong


if __name__ == "__main__":
    sys.exit(main())
