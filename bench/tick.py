"""A tick: find, shift and settle 1,000 due contacts among many; what it costs must not depend on how many wait.

    python -m bench.tick [--few 100000] [--many 10000000] [--ticks 20] [--json FILE]

Both tables are made once (minutes, and gigabytes under var/bench/) and kept; each tick is one durable transaction, and
the two tables take turns. An empty tick, with nothing due, is shown beside.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from bench.grown import NUMBERS, QUICK
from bench.machine import Stopwatch, place
from bench.report import Report, options
from storage.connections import SQLITE_PRAGMAS
from storage.contacts import due_contacts, settle_contacts, shift_contacts
from storage.database import Store, open_store
from storage.migrate import upgrade
from storage.transactions import Transaction

DUE = 1000
SPAN_S = 10_000_000  # rows come due one a second and a bit, and are planned in no order of their own
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
DUE_AT = f"""
strftime('%Y-%m-%d %H:%M:%S.000000', 1767225600 + ((i * 7919) % :count) * {SPAN_S} / :count, 'unixepoch')
"""
CONTACTS = f"""
INSERT INTO contacts (id, customer_id, purchase_id, journey, contact, occurrence, flow, purpose, touchpoint, rank,
    due_at, planned_for, state, rule, place, bundle, created_at)
{NUMBERS} SELECT printf('%012x', (i * 2654435761) % 281474976710656), 'c' || i, '', 'trip', 'post_trip', 0,
    'post_trip_nps', 'survey', '', 5, {DUE_AT}, {DUE_AT}, 'planned', '', '', '', '2026-01-01 00:00:00.000000' FROM n
"""


def table(count: int) -> Path:
    """A database with so many planned contacts; made where it is not."""
    path = place() / f"tick_{count}.db"
    if path.exists():
        return path
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    upgrade(f"sqlite:///{making}")
    with closing(sqlite3.connect(making)) as db:
        for pragma in (*SQLITE_PRAGMAS, *QUICK):
            db.execute(pragma)
        db.execute(CONTACTS, {"count": count})
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    making.rename(path)
    return path


def tick(tx: Transaction, now: datetime) -> int:
    """A thousand due contacts: every second is opened, every other one waits a day."""
    due = due_contacts(tx, now, DUE)
    opened = [
        {"row": each.id, "planned": each.planned_for, "to_state": "opened", "by_rule": "", "at_place": ""}
        | {"to_session": None, "now": now}
        for each in due[::2]
    ]
    later = now + timedelta(days=365)
    waits = [
        {"row": each.id, "planned": each.planned_for, "until": later, "by_rule": "bench", "at_place": ""}
        for each in due[1::2]
    ]
    settle_contacts(tx, opened)
    shift_contacts(tx, waits)
    return len(due)


async def timed(store: Store, now: datetime) -> tuple[float, int]:
    """Milliseconds of one durable tick, and how many rows it moved."""
    start = perf_counter()
    moved = await store.run(partial(tick, now=now))
    return (perf_counter() - start) * 1e3, moved


async def _next_due(store: Store, count: int) -> datetime:
    """A moment by which about a thousand more have come due than before."""

    def first(tx: Transaction) -> datetime:
        [row] = due_contacts(tx, EPOCH + timedelta(days=3650), 1)
        return row.due_at

    return await store.read(first) + timedelta(seconds=1.2 * DUE * SPAN_S / count)


async def measure(few: int, many: int, ticks: int, report: Report) -> None:
    """Ticks on both tables in turn."""
    stores = {few: open_store(f"sqlite:///{table(few)}"), many: open_store(f"sqlite:///{table(many)}")}
    for _ in range(ticks):
        watch, took, empty = Stopwatch(), {}, {}
        for count, store in stores.items():
            empty[count], nothing = await timed(store, EPOCH - timedelta(days=1))
            took[count], moved = await timed(store, await _next_due(store, count))
            assert (nothing, moved) == (0, DUE), (nothing, moved)
        ratios = {"many/few": took[many] / took[few], "empty ratio": empty[many] / empty[few]}
        times = {"few ms": took[few], "many ms": took[many], "empty few": empty[few], "empty many": empty[many]}
        report.add(times | ratios | {"others": watch.others()})
    for store in stores.values():
        await store.close()


def main() -> int:
    """Run the ticks, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--few", type=int, default=100_000)
    parser.add_argument("--many", type=int, default=10_000_000)
    parser.add_argument("--ticks", type=int, default=20)
    given = parser.parse_args()
    columns = ("few ms", "many ms", "many/few", "empty few", "empty many", "empty ratio", "others")
    report = Report(f"a tick of {DUE} among {given.few} and among {given.many} planned contacts", columns)
    asyncio.run(measure(given.few, given.many, given.ticks, report))
    report.judge("a thousand due among many, against among few", "many/few", "<= 1.3")
    report.judge("an empty tick among many, against among few", "empty ratio", "<= 2")
    report.finish(given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
