"""Deliver: drain the outbox through a transport that costs nothing, against raw sqlite3 in the same run.

    python -m bench.deliver [--messages 5000] [--pairs 3] [--json FILE]

Each message is claimed, rendered, "sent" and settled, durably, each by itself; a claim and its settling are what the
yardstick's one commit a message stands for.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from app.stages import sending
from bench.conversations import Crowd, gather
from bench.inbound import raw
from bench.installation import experience, furnish, opened
from bench.machine import Stopwatch, place
from bench.null_bot import NullBot
from bench.report import Figures, Report, options
from storage.outbox import outbox
from storage.transactions import Transaction
from usecases.deliver import deliver

COLUMNS = ("deliver/s", "R1/s", "x R1", "cpu us", "others")


async def drain(url: str, crowd: Crowd) -> Figures:
    """The first question of every customer leaves."""
    async with opened(url) as house:
        await furnish(house, crowd)
        bot, watch = NullBot("telegram"), Stopwatch()
        bots = {"telegram": bot}
        while await deliver(
            house.store, bots=bots, bundles=house.bundles, now=datetime.now(UTC), sending=sending(house)
        ):
            pass
        seconds, cpu = watch.seconds(), watch.cpu_s()
        sent = await house.store.read(_sent)
    assert sent == bot.rendered == len(crowd.expected), (sent, bot.rendered, len(crowd.expected))
    return {"deliver/s": sent / seconds, "cpu us": cpu / sent * 1e6}


def _sent(tx: Transaction) -> int:
    return int(tx.execute(select(func.count()).where(outbox.c.state == "sent")).scalar_one())


def main() -> int:
    """Run the pairs, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--pairs", type=int, default=3)
    given = parser.parse_args()
    crowd = gather(experience(), given.messages * 11 // 5, datetime.now(UTC))
    report = Report(f"deliver: {len(crowd.expected)} messages through a null transport", COLUMNS)
    for _ in range(given.pairs):
        with tempfile.TemporaryDirectory(dir=place()) as name:
            folder, watch = Path(name), Stopwatch()
            r1 = raw(folder / "r1.db", crowd, 1)
            figures = asyncio.run(drain(f"sqlite:///{folder / 'product.db'}", crowd))
            report.add(figures | {"R1/s": r1, "x R1": figures["deliver/s"] / r1, "others": watch.others()})
    report.judge("against one commit a message", "x R1", ">= 3")
    report.finish(given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
