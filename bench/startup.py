"""Start-up: `echoloop serve` until /readyz says yes (model included), `echoloop check` on the shipped experience.

    python -m bench.startup [--pairs 5] [--json FILE]

A bare uvicorn is started in the same run, so that the machine's own slowness shows.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter, sleep

import httpx

from app.web.running import bind
from bench.http import served
from bench.machine import ROOT, Stopwatch, place
from bench.report import Report, options

COLUMNS = ("ready s", "check s", "bare s", "ready/bare", "others")


def ready_s(folder: Path) -> float:
    """Seconds from the command to the first "ready", on a fresh database."""
    with closing(bind("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"DATABASE__URL": f"sqlite:///{folder / 'echoloop.db'}", "SERVER__PORT": str(port)}
    environment = os.environ | {f"ECHOLOOP_{name}": value for name, value in settings.items()}
    start = perf_counter()
    with subprocess.Popen(
        [str(ROOT / "echoloop"), "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while not _is_ready(port):
                assert process.poll() is None, "serve ended before it was ready"
                sleep(0.02)
            return perf_counter() - start
        finally:
            process.terminate()


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def check_s() -> float:
    """Seconds of `echoloop check`."""
    start = perf_counter()
    subprocess.run([str(ROOT / "echoloop"), "check"], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def bare_s() -> float:
    """Seconds until a bare uvicorn listens."""
    start = perf_counter()
    with served("bench.bare_server"):
        return perf_counter() - start


def main() -> int:
    """Run the rounds, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    given = parser.parse_args()
    report = Report("start-up", COLUMNS)
    for _ in range(given.pairs):
        with tempfile.TemporaryDirectory(dir=place()) as name:
            watch = Stopwatch()
            ready, check, bare = ready_s(Path(name)), check_s(), bare_s()
            figures = {"ready s": ready, "check s": check, "bare s": bare, "ready/bare": ready / bare}
            report.add(figures | {"others": max(0.0, watch.others() - 1)})
    report.judge("serve to ready", "ready s", "<= 3")
    report.judge("echoloop check", "check s", "<= 0.6")
    report.finish(given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
