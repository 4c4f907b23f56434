"""Inbound in process: signature, parse, accept, turn, every outbox row durable, against raw sqlite3 in the same run.

    python -m bench.inbound [--messages 6000] [--pairs 5] [--in-flight 64] [--channel telegram] [--twice] [--json FILE]

R1 is one FULL commit a message through the bare driver, R64 the same in groups of 64. Product and yardsticks run
interleaved; the ratio is taken pair by pair. After the clock every reply is compared with what the engine alone says.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import event

from app.web.entrance import Door
from app.web.slack_doors import DOORS as SLACK
from app.web.webhooks import DOORS
from app.wiring import House
from bench import raw_sqlite
from bench.conversations import Crowd, gather
from bench.installation import check, experience, furnish, opened, taking_turns
from bench.machine import Stopwatch, flushes, place
from bench.report import Figures, Report, options
from bench.wire import PUBLIC, Call, calls

COLUMNS = ("product/s", "R1/s", "R64/s", "x R1", "x R64", "cpu us", "flush/commit", "others")


async def product(url: str, crowd: Crowd, posted: list[Call], in_flight: int) -> Figures:
    """Messages a second, processor time a message, and disk flushes a commit; asserts every reply."""
    async with opened(url) as house:
        await furnish(house, crowd)
        commits = _count_commits(house)
        watch, flushed = Stopwatch(), flushes()
        await _drive(house, posted, len(crowd.messages), in_flight)
        seconds, cpu, flushed = watch.seconds(), watch.cpu_s(), flushes() - flushed
        await house.store.read(partial(check, crowd=crowd))
    number = len(crowd.messages)
    return {"product/s": number / seconds, "cpu us": cpu / number * 1e6, "flush/commit": flushed / max(1, commits[0])}


def _count_commits(house: House) -> list[int]:
    counted = [0]
    engine = house.store._writing  # noqa: SLF001 - only a benchmark counts commits
    event.listen(engine, "commit", lambda _: counted.__setitem__(0, counted[0] + 1))
    return counted


async def _drive(house: House, posted: list[Call], wanted: int, in_flight: int) -> None:
    """`in_flight` messages are on their way at any time: accepted, and not yet answered by a durable outbox row."""
    slots, over = asyncio.Semaphore(in_flight), asyncio.Event()
    settled, stream = 0, iter(posted)

    def on_settled(done: int) -> None:
        nonlocal settled
        settled += done
        for _ in range(done):
            slots.release()
        if settled >= wanted:
            over.set()

    async def client() -> None:
        for call in stream:
            await slots.acquire()
            if not await _post(house, call, known):
                slots.release()

    known: set[str] = set()
    async with taking_turns(house, on_settled):
        await asyncio.gather(*(client() for _ in range(in_flight)))
        await over.wait()


async def _post(house: House, call: Call, known: set[str]) -> bool:
    """Whether the call brought a new message."""
    door: Door = _DOORS[call.request.url.removeprefix(PUBLIC)]
    is_new = call.good and call.message_id not in known
    known.add(call.message_id)
    response = await door(house, call.request)
    assert response.status_code == (200 if call.good else 401), response.status_code
    return is_new


_DOORS: dict[str, Door] = DOORS | SLACK


def raw(path: Path, crowd: Crowd, group: int) -> float:
    """The yardstick on the same messages."""
    bodies = [(message.message_id, message.sender, message.text) for message in crowd.messages]
    return raw_sqlite.run(path, bodies, group=group)


def main() -> int:
    """Run the pairs, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--messages", type=int, default=6000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--channel", choices=("telegram", "sms", "slack"), default="telegram")
    parser.add_argument("--twice", action="store_true", help="every webhook is delivered twice")
    given = parser.parse_args()
    crowd = gather(experience(), given.messages, datetime.now(UTC), given.channel)
    posted = calls(crowd.messages, twice=given.twice)
    title = (
        f"in process: {len(crowd.messages)} messages of {len(crowd.expected)} customers, {given.in_flight} in flight"
    )
    report = Report(title, COLUMNS)
    for _ in range(given.pairs):
        with tempfile.TemporaryDirectory(dir=place()) as name:
            folder = Path(name)
            watch = Stopwatch()
            r1 = raw(folder / "r1.db", crowd, 1)
            figures = asyncio.run(product(f"sqlite:///{folder / 'product.db'}", crowd, posted, given.in_flight))
            r64 = raw(folder / "r64.db", crowd, 64)
            ratios = {"x R1": figures["product/s"] / r1, "x R64": figures["product/s"] / r64}
            report.add(figures | ratios | {"R1/s": r1, "R64/s": r64, "others": watch.others()})
    report.judge("against one commit a message", "x R1", ">= 2.0")
    report.judge("against groups of 64", "x R64", ">= 0.30")
    report.finish(given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
