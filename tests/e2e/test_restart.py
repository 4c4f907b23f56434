"""`serve` killed with -9 at the worst moments: after the restart nothing is missing."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import httpx
import pytest

from app.demo.opening import TOKEN
from app.demo.phone import Phone, new_phone
from app.web.running import bind, serving
from sandbox.stand_ins import stand_ins
from tests.e2e.served_product import free_port, product


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
