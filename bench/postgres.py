"""Inbound on PostgreSQL: one web process and workers, against pgbench with the same three statements in the same run.

    python -m bench.postgres [--messages 3000] [--pairs 3] [--workers 1] [--connections 64] [--json FILE]

A PostgreSQL of its own (fsync on, synchronous commits) serves both. pgbench: 8 clients, one transaction a message that
inserts an inbox row, updates a session and inserts an outbox row. The product: signed webhooks over HTTP until the last
turn is taken; afterwards every customer must have been told exactly what the engine alone says, in its order.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter, sleep

import psycopg

from bench.client import closed_loop
from bench.conversations import Crowd, gather
from bench.http import prepare, run, served, verify
from bench.installation import experience
from bench.machine import Stopwatch, place
from bench.report import Figures, Report, options
from bench.wire import Call, calls
from storage.connections import libpq_url
from tests.own_postgres import Cluster, cluster, name_of

SETTINGS = ("listen_addresses=", "max_connections=200", "shared_buffers=256MB", "max_wal_size=1GB")
CLIENTS, SECONDS = 8, 8
COLUMNS = ("product/s", "pgbench/s", "x pgbench", "others")
TABLES = """
CREATE TABLE y_inbox (id bigserial PRIMARY KEY, channel text, message_id text, body text, UNIQUE (channel, message_id));
CREATE TABLE y_sessions (id int PRIMARY KEY, data text, version int);
CREATE TABLE y_outbox (id bigserial PRIMARY KEY, key text UNIQUE, address text, body text, state text);
INSERT INTO y_sessions SELECT n, '{}', 1 FROM generate_series(1, 5000) n;
"""
SCRIPT = r"""
\set who random(1, 5000)
BEGIN;
INSERT INTO y_inbox (channel, message_id, body) VALUES ('telegram', gen_random_uuid()::text, repeat('x', 300));
UPDATE y_sessions SET data = repeat('y', 600), version = version + 1 WHERE id = :who;
INSERT INTO y_outbox (key, address, body, state) VALUES (gen_random_uuid()::text, 'a', repeat('z', 300), 'waiting');
COMMIT;
"""


def yardstick(server: Cluster, folder: Path) -> float:
    """Transactions a second of pgbench with the three writes of a message."""
    url = server.create()
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute(TABLES)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
    script = folder / "three.sql"
    script.write_text(SCRIPT, encoding="utf-8")
    command: list[str | Path] = [
        server.binaries / "pgbench",
        "-n",
        "-M",
        "prepared",
        "-c",
        str(CLIENTS),
        "-j",
        "1",
        "-T",
        str(SECONDS),
    ]
    command += ["-f", script, "-h", server.folder, "-U", "echoloop", name_of(url)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    server.drop(url)
    found = re.search(r"tps = ([\d.]+) \(without", shown)
    assert found is not None, shown
    return float(found[1])


def product(server: Cluster, crowd: Crowd, posted: list[Call], connections: int, workers: int) -> float:
    """Messages a second until the last turn is taken."""
    url = server.create()
    asyncio.run(prepare(url, crowd))
    requests = [call.wire() for call in posted]
    with ExitStack() as stack:
        for _ in range(workers):
            stack.enter_context(served("bench.part", "worker", url))
        port, _ = stack.enter_context(served("bench.part", "web", url))
        sleep(2)  # the workers' first sweep is not part of it
        start = perf_counter()
        answers = run(closed_loop(port, requests, connections))
        _until_done(url)
        seconds = perf_counter() - start
    assert set(answers.status) == {200}, set(answers.status)
    asyncio.run(verify(url, crowd))
    server.drop(url)
    return len(crowd.messages) / seconds


def _until_done(url: str) -> None:
    waits = "SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'waiting')"
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        while connection.execute(waits).fetchone() != (False,):
            sleep(0.02)


def main() -> int:
    """Run the pairs, print a table, write JSON where asked."""
    parser = options(__doc__)
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--connections", type=int, default=64)
    given = parser.parse_args()
    crowd = gather(experience(), given.messages, datetime.now(UTC))
    posted = [call for call in calls(crowd.messages) if call.good]
    title = f"PostgreSQL: {len(posted)} calls, {given.connections} connections, web and {given.workers} worker(s)"
    report = Report(title, COLUMNS)
    with cluster(SETTINGS) as server:
        if server is None:
            raise SystemExit("this machine has no PostgreSQL")
        one = partial(_pair, server, crowd, posted, given.connections, given.workers)
        for _ in range(given.pairs):
            report.add(one())
    report.judge("against pgbench, 8 clients", "x pgbench", ">= 0.3")
    report.finish(given.json)
    return 0


def _pair(server: Cluster, crowd: Crowd, posted: list[Call], connections: int, workers: int) -> Figures:
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(dir=place()) as name:
        rate = yardstick(server, Path(name))
    done = product(server, crowd, posted, connections, workers)
    return {"product/s": done, "pgbench/s": rate, "x pgbench": done / rate, "others": watch.others()}


if __name__ == "__main__":
    sys.exit(main())
