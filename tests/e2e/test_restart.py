"""`serve` killed with -9 at the worst moments: after the restart nothing is missing."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from app.demo.opening import SECRET, TOKEN
from app.demo.phone import Phone, new_phone
from app.web.running import bind, serving
from sandbox.stand_ins import stand_ins

ROOT = Path(__file__).resolve().parents[2]
START_S = 30.0


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def product(folder: Path, sandbox_url: str, port: int) -> AsyncIterator[subprocess.Popen[bytes]]:
    """`echoloop serve` as its own process; killed with -9 at the end of the block."""
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


async def bot_said(phone: Phone) -> list[str]:
    """What the bot has said on this phone."""
    return [bubble["text"] for bubble in await phone.bubbles() if bubble["by"] == "bot"]


async def phones_of(sandbox: httpx.AsyncClient, count: int) -> list[Phone]:
    """So many customers."""
    return [await new_phone(sandbox, 9_000 + number, f"Nr {number}", "en") for number in range(count)]


async def replies(phones: list[Phone]) -> set[int]:
    """How many replies the phones got, once each has one."""
    for phone in phones:
        await phone.hears(" ")
    return {len(await bot_said(phone)) for phone in phones}


@pytest.mark.anyio
async def test_killed_between_accept_and_turn(tmp_path: Path) -> None:
    """Twenty messages are accepted and the process dies at once: after the restart every one is answered.

    What was on its way to Telegram at that very moment may be said twice: a doubled reply is a smaller evil than none.
    """
    port = free_port()
    async with (
        serving(stand_ins(telegram_token=TOKEN), bind("127.0.0.1", 0)) as url,
        httpx.AsyncClient(base_url=url, timeout=40) as sandbox,
    ):
        phones = await phones_of(sandbox, 20)
        async with product(tmp_path, url, port) as process:
            await asyncio.gather(*(phone.say("hello") for phone in phones))
            await asyncio.sleep(0.05)
            process.send_signal(signal.SIGKILL)
        async with product(tmp_path, url, port):
            assert await replies(phones) <= {1, 2}


@pytest.mark.anyio
async def test_killed_between_turn_and_deliver(tmp_path: Path) -> None:
    """Turns are taken while Telegram is down, then the process dies: after the restart every reply goes out once."""
    port = free_port()
    async with (
        serving(stand_ins(telegram_token=TOKEN), bind("127.0.0.1", 0)) as url,
        httpx.AsyncClient(base_url=url, timeout=40) as sandbox,
    ):
        phones = await phones_of(sandbox, 5)
        await sandbox.post(
            "/sandbox/telegram/faults", json={"method": "sendMessage", "kind": "server_error", "times": 10_000}
        )
        async with product(tmp_path, url, port):
            await asyncio.gather(*(phone.say("hello") for phone in phones))
            async with httpx.AsyncClient() as web, asyncio.timeout(20):
                while (
                    'echoloop_settled_total{stage="turn"} 5.0'
                    not in (await web.get(f"http://127.0.0.1:{port}/metrics")).text
                ):
                    await asyncio.sleep(0.05)
            assert [await bot_said(phone) for phone in phones] == [[]] * 5
        await sandbox.delete("/sandbox/telegram/faults")
        async with product(tmp_path, url, port):
            assert await replies(phones) == {1}
