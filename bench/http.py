"""Inbound over real HTTP: signed body to durable outbox row, one server process, the client in another.

    python -m bench.http [--messages 6000] [--pairs 3] [--connections 128] [--channel telegram] [--twice] [--json FILE]

Each pair: R1 (raw sqlite3, one FULL commit a message), the product, H (a bare webhook), and the product at half of that
throughput with arrivals at fixed moments, whose latency is compared with the disk's fsync. The last round ends with
kill -9: what was acknowledged must be stored. A message counts once its outbox row is durable.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter, sleep

from app.web.running import new_loop
from bench.client import Answers, closed_loop, open_loop
from bench.conversations import Crowd, gather
from bench.inbound import raw
from bench.installation import check, experience, furnish, opened
from bench.machine import ROOT, Stopwatch, cpu_s_of, place
from bench.report import Figures, Report, options, percentile
from bench.wire import Call, calls

COLUMNS = ("product/s", "R1/s", "H/s", "x R1", "x H", "p50 ms", "p99 ms", "p50/fsync", "p99/fsync", "cpu us", "others")


def run(work: object) -> Answers:
    """The client's loop."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(work)  # type: ignore[arg-type]


@contextmanager
def served(*command: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A server process and its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.strip().isdecimal(), f"the server did not start: {' '.join(command)}"
        yield int(line), process
    finally:
        process.kill()
        process.wait()


async def prepare(url: str, crowd: Crowd) -> None:
    """Customers with an open question each."""
    async with opened(url) as house:
        await furnish(house, crowd)


async def verify(url: str, crowd: Crowd) -> None:
    """The check after the clock."""
    async with opened(url) as house:
        await house.store.read(partial(check, crowd=crowd))


def product(folder: Path, crowd: Crowd, posted: list[Call], connections: int) -> Figures:
    """Messages a second until the last outbox row is durable, and the server's processor time a message."""
    path = folder / "product.db"
    url = f"sqlite:///{path}"
    asyncio.run(prepare(url, crowd))
    requests = [call.wire() for call in posted]
    with served("bench.server", url) as (port, process):
        cpu, start = cpu_s_of(process.pid), perf_counter()
        answers = run(closed_loop(port, requests, connections))
        _until_done(path)
        seconds, cpu = perf_counter() - start, cpu_s_of(process.pid) - cpu
    _statuses(answers, posted)
    asyncio.run(verify(url, crowd))
    number = len(crowd.messages)
    return {"product/s": number / seconds, "cpu us": cpu / number * 1e6, "server cpu s": cpu}


def half_load(folder: Path, crowd: Crowd, posted: list[Call], per_second: float) -> Figures:
    """Latency of the acknowledgement when half of what is possible comes in, at fixed moments."""
    path = folder / "half.db"
    asyncio.run(prepare(f"sqlite:///{path}", crowd))
    requests = [call.wire() for call in posted]
    with served("bench.server", f"sqlite:///{path}") as (port, _):
        answers = run(open_loop(port, requests, per_second))
    _statuses(answers, posted)
    p50, p99 = percentile(answers.latency, 0.5), percentile(answers.latency, 0.99)
    fsync = _fsync_s(folder)
    return {"p50 ms": p50 * 1e3, "p99 ms": p99 * 1e3, "p50/fsync": p50 / fsync, "p99/fsync": p99 / fsync}


def bare(posted: list[Call], connections: int) -> float:
    """Calls a second of a webhook that stores nothing."""
    requests = [call.wire() for call in posted]
    with served("bench.bare_server") as (port, _):
        return len(requests) / run(closed_loop(port, requests, connections)).seconds


def killed(folder: Path, crowd: Crowd, posted: list[Call], connections: int) -> int:
    """The server dies in the middle; returns how many were acknowledged, all of which must be stored."""
    path = folder / "killed.db"
    asyncio.run(prepare(f"sqlite:///{path}", crowd))
    requests = [call.wire() for call in posted]
    with served("bench.server", f"sqlite:///{path}") as (port, process):

        async def die() -> Answers:
            asyncio.get_running_loop().call_later(0.4, process.kill)
            return await closed_loop(port, requests, connections)

        answers = run(die())
    acked = {call.message_id for call, status in zip(posted, answers.status, strict=True) if status == 200}
    with closing(sqlite3.connect(path)) as db:
        stored = {row[0] for row in db.execute("SELECT message_id FROM inbox")}
    assert acked <= stored, f"{len(acked - stored)} acknowledged messages are lost"
    return len(acked)


def _statuses(answers: Answers, posted: list[Call]) -> None:
    wrong = [
        status for call, status in zip(posted, answers.status, strict=True) if status != (200 if call.good else 401)
    ]
    assert not wrong, f"{len(wrong)} calls were answered otherwise, e.g. with {wrong[0]}"


def _until_done(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        while db.execute("SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'waiting')").fetchone()[0]:
            sleep(0.005)


def _fsync_s(folder: Path) -> float:
    """The median of this disk's fsync after a small write, as a commit makes one."""
    taken = []
    with (folder / "fsync").open("wb") as file:
        for _ in range(200):
            file.write(b"x" * 4096)
            file.flush()
            began = perf_counter()
            os.fsync(file.fileno())
            taken.append(perf_counter() - began)
    return percentile(taken, 0.5)


def main() -> int:
    """Run the pairs, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--messages", type=int, default=6000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--channel", choices=("telegram", "sms", "slack"), default="telegram")
    parser.add_argument("--twice", action="store_true", help="every webhook is delivered twice")
    given = parser.parse_args()
    crowd = gather(experience(), given.messages, datetime.now(UTC), given.channel)
    posted = calls(crowd.messages, twice=given.twice)
    report = Report(f"over HTTP: {len(posted)} calls, {given.connections} connections, one server process", COLUMNS)
    for _ in range(given.pairs):
        with tempfile.TemporaryDirectory(dir=place()) as name:
            report.add(_pair(Path(name), crowd, posted, given.connections))
    with tempfile.TemporaryDirectory(dir=place()) as name:
        acked = killed(Path(name), crowd, posted, given.connections)
    print(f"killed in the middle: {acked} acknowledged, 0 of them lost")
    report.facts["killed"] = {"acknowledged": acked, "lost": 0}
    report.judge("against one commit a message", "x R1", ">= 1.3")
    report.judge("against a bare webhook", "x H", ">= 0.35")
    report.judge("accept at half load, p50 against fsync", "p50/fsync", "<= 15")
    report.judge("accept at half load, p99 against fsync", "p99/fsync", "<= 60")
    report.finish(given.json)
    return 0


def _pair(folder: Path, crowd: Crowd, posted: list[Call], connections: int) -> Figures:
    watch = Stopwatch()
    r1 = raw(folder / "r1.db", crowd, 1)
    figures = product(folder, crowd, posted, connections)
    others = watch.others(figures["server cpu s"])
    h = bare(posted, connections)
    few = posted[: max(500, len(posted) // 3)]
    figures |= half_load(folder, crowd, few, figures["product/s"] / 2)
    rates = {"R1/s": r1, "H/s": h, "x R1": figures["product/s"] / r1, "x H": figures["product/s"] / h}
    return figures | rates | {"others": others}


if __name__ == "__main__":
    sys.exit(main())
