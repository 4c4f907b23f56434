"""`echoloop serve` as a process of its own on a stand-in of Telegram, to be killed at any moment."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from app.demo.opening import SECRET, TOKEN

ROOT = Path(__file__).resolve().parents[2]
START_S = 30.0


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def product(
    folder: Path, sandbox_url: str, port: int, more: Mapping[str, str] | None = None
) -> AsyncIterator[subprocess.Popen[bytes]]:
    """`echoloop serve` as its own process; killed with -9 at the end of the block. `more` settings, by variable."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "ECHOLOOP_SERVER__PORT": str(port),
        "ECHOLOOP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ECHOLOOP_EXPERIENCE_DIR": str(ROOT / "experience"),
        "ECHOLOOP_DATABASE__URL": f"sqlite:///{folder / 'echoloop.db'}",
        "ECHOLOOP_CHANNELS__TELEGRAM__TOKEN": TOKEN,
        "ECHOLOOP_CHANNELS__TELEGRAM__SECRET": SECRET,
        "ECHOLOOP_CHANNELS__TELEGRAM__API_URL": sandbox_url,
        "ECHOLOOP_CHANNELS__TELEGRAM__MODE": "webhook",
        "ECHOLOOP_NLP__MODEL_DIR": str(folder / "no-model"),
        "ECHOLOOP_LOG__LEVEL": "warning",
    }
    environment |= {f"ECHOLOOP_{name}": value for name, value in (more or {}).items()}
    command = [sys.executable, "-m", "app.cli.main", "serve"]
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        await until_ready(port)
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(process.wait, 10)


async def until_ready(port: int) -> None:
    """Wait until the product answers /readyz."""
    async with asyncio.timeout(START_S), httpx.AsyncClient() as web:
        while True:
            try:
                if (await web.get(f"http://127.0.0.1:{port}/readyz")).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
