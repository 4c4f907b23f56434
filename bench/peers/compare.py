"""The product beside its peers: the same three-message NPS conversation, durably stored on the same disk.

    python -m bench.peers.compare --python PEERS/bin/python [--messages 3000] [--pairs 3] [--json FILE]

The peers get an environment of their own (`python -m venv PEERS`, then install bench/peers/requirements.txt there).
They handle one update at a time, as they do by themselves; the product is shown with 64 in flight and with one.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.conversations import gather
from bench.inbound import product, raw
from bench.installation import experience
from bench.machine import ROOT, Stopwatch, place
from bench.report import Figures, Report, options
from bench.wire import calls

PEERS = {"ptb": "ptb.py", "aiogram": "aiogram_fsm.py"}
COLUMNS = ("64/s", "1/s", "R1/s", "ptb/s", "ptb mem/s", "aiogram/s", "aiogram mem/s", "64 x best", "1 x best", "others")


def peer(python: Path, name: str, folder: Path, customers: int) -> Figures:
    """A peer's figures."""
    command = [str(python), str(ROOT / "bench" / "peers" / PEERS[name]), str(folder), str(customers)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {f"{name}/s": said["durable"], f"{name} mem/s": said["in memory"]}


def main() -> int:
    """Run the rounds, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--python", type=Path, required=True, help="the peers' own interpreter")
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--pairs", type=int, default=3)
    given = parser.parse_args()
    crowd = gather(experience(), given.messages, datetime.now(UTC))
    posted = calls(crowd.messages)
    report = Report(f"beside peers: {given.messages} messages", COLUMNS)
    for _ in range(given.pairs):
        with tempfile.TemporaryDirectory(dir=place()) as name:
            folder, watch = Path(name), Stopwatch()
            figures: Figures = {"R1/s": raw(folder / "r1.db", crowd, 1)}
            for in_flight in (64, 1):
                url = f"sqlite:///{folder / f'product{in_flight}.db'}"
                figures[f"{in_flight}/s"] = asyncio.run(product(url, crowd, posted, in_flight))["product/s"]
            for each in PEERS:
                figures |= peer(given.python, each, folder, given.messages // 3)
            best = max(figures["ptb/s"], figures["aiogram/s"])
            ratios = {"64 x best": figures["64/s"] / best, "1 x best": figures["1/s"] / best}
            report.add(figures | ratios | {"others": max(0.0, watch.others() - 1)})
    report.judge("64 in flight against the best durable peer", "64 x best", ">= 5")
    report.judge("one in flight against the best durable peer", "1 x best", ">= 1")
    report.finish(given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
