"""A launch wave: due contacts are asked of the gate and opened (session, response, outbox), beside inbound traffic.

    python -m bench.wave [--contacts 100000] [--idle-s 5] [--json FILE]

A trickle of inbound messages (50 a second, at fixed moments) runs before and during the wave; its latency from call to
acknowledgement is compared. The wave is measured against raw sqlite3, one FULL commit a contact, in the same run.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from app.stages import make_runner
from app.web.webhooks import DOORS
from app.wiring import House
from bench.conversations import FLOW, Crowd, gather, language_of, seat
from bench.inbound import raw
from bench.installation import experience, furnish, opened, taking_turns
from bench.machine import Stopwatch, place
from bench.report import Report, options, percentile
from bench.wire import Call, calls
from storage.contacts import contacts
from storage.customers import consents
from storage.transactions import Transaction

PER_SECOND = 50
JOURNEY, CONTACT = "trip", "post_trip"


def plan(tx: Transaction, crowd: Crowd, *, first: int, now: datetime) -> None:
    """A due contact for every customer, each with consent."""
    numbers = range(first, first + len(crowd.expected))
    granted = {"purpose": "survey", "granted": True, "source": "bench", "at": now - timedelta(days=1)}
    tx.execute(consents.insert(), [granted | {"id": f"k{n}", "customer_id": f"customer{n}"} for n in numbers])
    about = {"journey": JOURNEY, "contact": CONTACT, "flow": FLOW, "purpose": "survey", "due_at": now}
    about |= {"planned_for": now, "created_at": now, "place": "bench"}
    tx.execute(contacts.insert(), [about | {"id": f"contact{n}", "customer_id": f"customer{n}"} for n in numbers])


async def trickle(house: House, posted: list[Call], latencies: list[float], over: asyncio.Event) -> None:
    """Calls at fixed moments until told to end, whether or not earlier ones are answered; a late start counts."""
    start, under_way = perf_counter(), set[asyncio.Task[None]]()

    async def one(call: Call, due: float) -> None:
        await DOORS["/webhooks/telegram"](house, call.request)
        latencies.append(perf_counter() - due)

    for number, call in enumerate(posted):
        due = start + number / PER_SECOND
        await asyncio.sleep(max(0.0, due - perf_counter()))
        if over.is_set():
            break
        under_way.add(asyncio.create_task(one(call, due)))
    await asyncio.gather(*under_way)


async def wave(url: str, count: int, idle_s: float) -> dict[str, float]:
    """Figures of one wave and of the quiet before it."""
    ahead = _working_hour(datetime.now(UTC)) - datetime.now(UTC)
    now = datetime.now(UTC) + ahead
    async with opened(url) as house, taking_turns(house, lambda _: None):
        talkers = gather(experience(), 6000, now)
        house.clocks.offset = ahead
        await furnish(house, talkers)
        waiting = _silent(count, first=1_000_000)
        for part in waiting:
            sit = partial(seat, crowd=part[1], bundles=house.bundles, new_id=house.new_id, now=now, ask=False)
            await house.store.run(partial(sit, first=part[0]))
            await house.store.run(partial(plan, crowd=part[1], first=part[0], now=now))
        posted, over = calls(talkers.messages), asyncio.Event()
        quiet: list[float] = []
        asyncio.get_running_loop().call_later(idle_s, over.set)
        await trickle(house, posted, quiet, over)
        busy, over = list[float](), asyncio.Event()
        beside = asyncio.create_task(trickle(house, posted[len(quiet) :], busy, over))
        watch, opened_ones = Stopwatch(), 0
        opening = next(tick for tick in make_runner(house).ticks if tick.name == "open_contacts")
        while done := await opening.run():
            opened_ones += done
        seconds = watch.seconds()
        over.set()
        await beside
        states = await house.store.read(_states)
    assert states["opened"] >= count, states
    return {
        "contacts/s": count / seconds,
        "idle p99 ms": percentile(quiet, 0.99) * 1e3,
        "wave p99 ms": percentile(busy, 0.99) * 1e3,
        "p99 ratio": percentile(busy, 0.99) / percentile(quiet, 0.99),
        "others": watch.others(),
    }


def _working_hour(now: datetime) -> datetime:
    """The next Tuesday at ten: nobody is asked at night or on Sundays."""
    ten = now.replace(hour=10, minute=0, second=0, microsecond=0)
    return ten + timedelta(days=(1 - ten.weekday()) % 7 or 7)


def _silent(count: int, first: int) -> list[tuple[int, Crowd]]:
    """Customers who only wait, in parts."""
    size, parts = 10_000, []
    for start in range(first, first + count, size):
        numbers = range(start, min(start + size, first + count))
        parts.append(
            (start, Crowd("telegram", [], {str(10_000_000 + number): [language_of(number)] for number in numbers}))
        )
    return parts


def _states(tx: Transaction) -> dict[str, int]:
    return {
        str(state): int(n) for state, n in tx.execute(select(contacts.c.state, func.count()).group_by(contacts.c.state))
    }


def main() -> int:
    """One wave, with the yardstick before it."""
    parser = options(__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--idle-s", type=float, default=5.0)
    given = parser.parse_args()
    columns = ("contacts/s", "R1/s", "x R1", "idle p99 ms", "wave p99 ms", "p99 ratio", "others")
    report = Report(
        f"launch wave: {given.contacts} due contacts, {PER_SECOND} inbound messages a second beside it", columns
    )
    with tempfile.TemporaryDirectory(dir=place()) as name:
        folder = Path(name)
        r1 = raw(folder / "r1.db", gather(experience(), 4000, datetime.now(UTC)), 1)
        figures = asyncio.run(wave(f"sqlite:///{folder / 'wave.db'}", given.contacts, given.idle_s))
        report.add(figures | {"R1/s": r1, "x R1": figures["contacts/s"] / r1})
    report.judge("against one commit a contact", "x R1", ">= 3")
    report.judge("inbound p99 during the wave against before", "p99 ratio", "<= 2")
    report.finish(given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
