"""Runs the emulator telegram-test-api in a process of its own, for the tests beside this file.

Needs Node and a folder with the package, named in TELEGRAM_EMULATOR:

    npm install --prefix /some/folder telegram-test-api
    TELEGRAM_EMULATOR=/some/folder python -m pytest tests/external
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

FOLDER = os.environ.get("TELEGRAM_EMULATOR", "")
NODE = shutil.which("node") or ""
TOKEN, SECRET = "4711:emulated", "a-secret"

NEEDS_EMULATOR = pytest.mark.skipif(
    not NODE or not (Path(FOLDER) / "node_modules" / "telegram-test-api").is_dir(),
    reason="needs Node and telegram-test-api: see tests/external/emulator.py",
)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Emulator:
    """The emulator's process: its client is the customer."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.process, self.url = process, url

    async def do(self, **wish: Any) -> dict[str, Any]:
        """One action of the emulator's own client."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(wish).encode() + b"\n")
        await self.process.stdin.drain()
        answer: dict[str, Any] = json.loads(await asyncio.wait_for(self.process.stdout.readline(), 20))
        return answer

    async def hear(self) -> list[dict[str, Any]]:
        """The bot's new messages, as the emulator's client gets them."""
        answer = await self.do(do="hear")
        assert answer.get("ok"), answer
        result: list[dict[str, Any]] = answer["result"]
        return result


@asynccontextmanager
async def emulated() -> AsyncIterator[Emulator]:
    """The emulator on a free port."""
    port = free_port()
    script = Path(__file__).with_name("telegram_emulator.cjs")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(NODE, str(script), FOLDER, TOKEN, str(port), stdin=pipe, stdout=pipe)
    try:
        assert process.stdout is not None
        ready = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
        assert ready["ready"]
        yield Emulator(process, f"http://127.0.0.1:{port}")
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()
