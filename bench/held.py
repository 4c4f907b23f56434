"""Does throughput hold: every webhook delivered twice, and a database that has grown, each against the own figure.

    python -m bench.held [--messages 4000] [--pairs 3] [--stored 5000000] [--json FILE]

In process, 64 in flight, all three interleaved. The grown database is made once (`python -m bench.grown 5000000`, a few
minutes and some gigabytes under var/bench/) and copied for each sample.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.conversations import gather
from bench.grown import grown
from bench.inbound import product
from bench.installation import experience
from bench.machine import Stopwatch, place
from bench.report import Report, options
from bench.wire import calls

COLUMNS = ("plain/s", "twice/s", "grown/s", "twice x", "grown x", "others")


def main() -> int:
    """Run the rounds, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--stored", type=int, default=5_000_000)
    given = parser.parse_args()
    source = grown(given.stored)
    crowd = gather(experience(), given.messages, datetime.now(UTC))
    once, twice = calls(crowd.messages), calls(crowd.messages, twice=True)
    report = Report(f"what holds: every webhook twice; {given.stored} messages stored before", COLUMNS)
    for _ in range(given.pairs):
        with tempfile.TemporaryDirectory(dir=place()) as name:
            folder, watch = Path(name), Stopwatch()
            old = folder / "grown.db"
            shutil.copyfile(source, old)
            os.sync()  # what the copy has left to write is not the product's
            plain = asyncio.run(product(f"sqlite:///{folder / 'plain.db'}", crowd, once, 64))["product/s"]
            doubled = asyncio.run(product(f"sqlite:///{folder / 'twice.db'}", crowd, twice, 64))["product/s"]
            late = asyncio.run(product(f"sqlite:///{old}", crowd, once, 64))["product/s"]
            rates = {"plain/s": plain, "twice/s": doubled, "grown/s": late}
            report.add(rates | {"twice x": doubled / plain, "grown x": late / plain, "others": watch.others()})
    report.judge("every webhook twice, against once", "twice x", ">= 0.55")
    report.judge("with years of messages, against none", "grown x", ">= 0.7")
    report.finish(given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
