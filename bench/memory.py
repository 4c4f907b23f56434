"""Memory: what ten thousand more open conversations cost a running server.

    python -m bench.memory [--steps 3] [--json FILE]

The server takes one answer from each of 10,000 customers, whose conversations stay open; what its private memory has
grown by is one sample. Twenty thousand come first, so that caches are full.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bench.client import closed_loop
from bench.conversations import Crowd, gather
from bench.http import _until_done, run, served
from bench.installation import experience, furnish, opened
from bench.machine import memory_mb, place
from bench.report import Report, options
from bench.wire import calls

STEP = 10_000


async def seated(url: str, crowds: list[Crowd]) -> None:
    """Everybody has an open question."""
    async with opened(url) as house:
        for number, crowd in enumerate(crowds):
            await furnish(house, crowd, first=number * STEP)


def crowds_of(count: int) -> list[Crowd]:
    """Crowds of 10,000 customers, each with the first of what he writes."""
    found, now = [], datetime.now(UTC)
    for number in range(count):
        whole = gather(experience(), STEP * 11 // 5, now, first=number * STEP)
        senders = list(whole.expected)[:STEP]
        first = [message for message in whole.messages if message.message_id.endswith(".0")][: len(senders)]
        found.append(Crowd("telegram", first, {sender: whole.expected[sender] for sender in senders}))
    return found


def main() -> int:
    """Run the steps, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--steps", type=int, default=3)
    given = parser.parse_args()
    crowds = crowds_of(2 + given.steps)
    with tempfile.TemporaryDirectory(dir=place()) as name:
        path = Path(name) / "memory.db"
        asyncio.run(seated(f"sqlite:///{path}", crowds))
        report = Report("memory of one server process", ("open", "MB", "MB more", "KB on disk"))
        with served("bench.server", f"sqlite:///{path}") as (port, process):
            before = memory_mb(process.pid)
            for number, crowd in enumerate(crowds):
                requests = [call.wire() for call in calls(crowd.messages) if call.good]
                run(closed_loop(port, requests, 64))
                _until_done(path)
                now = memory_mb(process.pid)
                figures = {"open": _open(path), "MB": now, "MB more": now - before, "KB on disk": _disk_kb(path)}
                if number >= 2:
                    report.add(figures)
                before = now
    report.judge("per 10,000 open conversations, MB", "MB more", "<= 5")
    report.finish(given.json)
    return 0


def _open(path: Path) -> float:
    with closing(sqlite3.connect(path)) as db:
        return float(db.execute("SELECT count(*) FROM sessions WHERE state = 'asking'").fetchone()[0])


def _disk_kb(path: Path) -> float:
    """The database's size by open conversation."""
    return path.stat().st_size / 1024 / max(1.0, _open(path))


if __name__ == "__main__":
    sys.exit(main())
