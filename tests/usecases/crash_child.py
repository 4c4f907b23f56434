"""A process of its own for the crash tests: walks the message path and dies by SIGKILL where it is told to.

    python crash_child.py DATABASE_URL STAGE FOLDER

Everything it learns it writes to files in FOLDER, flushed to disk before it dies: `accepted` (what was acknowledged)
and `sent` (what reached the platform).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from bots.outcome import SendOutcome
from conversation.messages import Prompt
from storage.database import open_store
from tests.usecases.house import House, KeepingBot
from usecases.deliver import deliver


def note(path: Path, line: str) -> None:
    """Append a line, durably."""
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def die() -> None:
    """As a power cut would end it: nothing is closed, nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingBot(KeepingBot):
    """Notes what the platform got; dies before or after the nth sending."""

    def __init__(self, folder: Path, stage: str) -> None:
        super().__init__()
        self.folder = folder
        self.stage = stage

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """Send it, unless this is where the process dies."""
        if self.stage == "before-sending":
            die()
        outcome = await super().send(address, prompt, key=key, now=now)
        note(self.folder / "sent", f"{address}\t{self.sent[-1][1]}")
        if self.stage == "after-sending":
            die()
        return outcome


async def walk(url: str, stage: str, folder: Path) -> None:
    """Thirty strangers say hello; the process dies at the named stage."""
    store = open_store(url)
    house = House(store)
    for number in range(30):
        message = house.says("", f"s{number}", kind="start")
        assert await house.receive(message) == [True]
        note(folder / "accepted", message.sender)
    if stage == "between-accept-and-turn":
        die()
    if stage == "during-turn":
        asyncio.get_running_loop().call_later(0.005, die)
    await house.turns()
    if stage == "between-turn-and-deliver":
        die()
    house.bot = DyingBot(folder, stage)
    await deliver(store, bots={"telegram": house.bot}, bundles=house.bundles, now=house.now)


if __name__ == "__main__":
    asyncio.run(walk(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
