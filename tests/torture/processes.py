"""The product's processes, killed at random and started again, and the database they share."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import aiohttp
from sqlalchemy import text

from storage.connections import write_engine
from tests.own_postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]


IN_FLIGHT = text("select channel, address from outbox where state = 'sending'")


@dataclass(frozen=True)
class Event:
    """One kill or crash; `in_flight` are the places (channel, address) whose row was claimed and not settled then.

    An address has one row in flight at most, so the place names the row.
    """

    at: float
    what: str
    in_flight: frozenset[tuple[str, str]] = frozenset()


@dataclass
class Fleet:
    """All processes of one installation over the database at `url`. `events` are all kills and restarts."""

    folder: Path
    commands: dict[str, list[str]]
    base: str
    environment: dict[str, str]
    url: str
    cluster: Cluster | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def start(self, name: str) -> None:
        """Start a process; what it logs ends in a file of its name."""
        command = [sys.executable, "-m", "app.cli.main", *self.commands[name]]
        log: IO[bytes] = (self.folder / f"{name}.log").open("ab")
        with log:
            self.running[name] = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        """SIGKILL, see what was in flight, and start again at once."""
        at = time.time()
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait(10)
        self.events.append(Event(at, f"kill {name.rstrip('0123456789')}", self._in_flight()))
        self.start(name)

    def _in_flight(self) -> frozenset[tuple[str, str]]:
        """The places whose row is claimed and not settled."""
        engine = write_engine(self.url)
        try:
            with engine.connect() as connection:
                return frozenset((channel, address) for channel, address in connection.execute(IN_FLIGHT))
        finally:
            engine.dispose()

    async def restart_database(self) -> None:
        """The database crashes and comes back."""
        if self.cluster is not None:
            at = time.time()
            await asyncio.to_thread(self.cluster.control, "restart", "-m", "immediate")
            self.events.append(Event(at, "database crash", await asyncio.to_thread(self._in_flight)))

    async def until_ready(self, patience_s: float = 60) -> None:
        """Wait until the web answers /readyz."""
        async with asyncio.timeout(patience_s), aiohttp.ClientSession() as web:
            while True:
                try:
                    async with web.get(f"{self.base}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.1)

    async def torment(self, kills: int, every_s: float, crash_every: int, chance: random.Random) -> None:
        """Kill somebody every so often until there were so many kills."""
        for number in range(1, kills + 1):
            await asyncio.sleep(chance.uniform(0.3, 1.7) * every_s)
            await asyncio.to_thread(self.kill, chance.choice(sorted(self.running)))
            if crash_every and number % crash_every == 0:
                await self.restart_database()

    def end(self) -> dict[str, int]:
        """Ask everybody to stop; returns the exit codes."""
        for process in self.running.values():
            process.terminate()
        codes = {}
        for name, process in self.running.items():
            try:
                codes[name] = process.wait(45)
            except subprocess.TimeoutExpired:
                process.kill()
                codes[name] = -9
        return codes

    def counted(self) -> Counter[str]:
        """How often each thing was done."""
        return Counter(each.what for each in self.events)


def environment_of(config: Path) -> dict[str, str]:
    """What the product's processes see."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ECHOLOOP_CONFIG": str(config)}
