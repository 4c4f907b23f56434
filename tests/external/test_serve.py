"""The whole product, `echoloop serve` in a process of its own, talks to a Telegram that is not ours."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.external.emulator import NEEDS_EMULATOR, SECRET, TOKEN, Emulator, emulated, free_port

ROOT = Path(__file__).resolve().parents[2]
START_S = 60

pytestmark = [pytest.mark.anyio, NEEDS_EMULATOR]


def settings(folder: Path, api_url: str, mode: str, port: int) -> dict[str, str]:
    """The installation's environment."""
    url = f"http://127.0.0.1:{port}"
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "ECHOLOOP_PUBLIC_URL": url,
        "ECHOLOOP_SERVER__PORT": str(port),
        "ECHOLOOP_DATABASE__URL": f"sqlite:///{folder / 'echoloop.db'}",
        "ECHOLOOP_EXPERIENCE_DIR": str(ROOT / "experience"),
        "ECHOLOOP_NLP__MODEL_DIR": str(ROOT / "nlp" / "model"),
        "ECHOLOOP_CHANNELS__TELEGRAM__TOKEN": TOKEN,
        "ECHOLOOP_CHANNELS__TELEGRAM__SECRET": SECRET,
        "ECHOLOOP_CHANNELS__TELEGRAM__API_URL": api_url,
        "ECHOLOOP_CHANNELS__TELEGRAM__MODE": mode,
    }


@asynccontextmanager
async def serve(folder: Path, environment: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    """The product, with a client that has an API key; ended by SIGTERM."""
    command = [sys.executable, "-m", "app.cli.main"]
    process = await asyncio.create_subprocess_exec(*command, "serve", cwd=folder, env=environment)
    try:
        async with httpx.AsyncClient(base_url=environment["ECHOLOOP_PUBLIC_URL"], trust_env=False) as client:
            await until_ready(client, process)
            key = await asyncio.create_subprocess_exec(
                *command, "key", "create", "test", cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE
            )
            fresh, _ = await asyncio.wait_for(key.communicate(), START_S)
            client.headers["Authorization"] = f"Bearer {fresh.decode().strip()}"
            yield client
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 20)


async def until_ready(client: httpx.AsyncClient, process: asyncio.subprocess.Process) -> None:
    """Wait until it answers."""
    async with asyncio.timeout(START_S):
        while True:
            assert process.returncode is None, "serve ended by itself"
            try:
                if (await client.get("/readyz")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)


async def hear_until(emulator: Emulator, words: str) -> list[dict[str, Any]]:
    """The customer reads until a message holds these words."""
    read: list[dict[str, Any]] = []
    async with asyncio.timeout(30):
        while not any(words in message["message"]["text"] for message in read):
            answer = await emulator.do(do="hear")
            read += answer.get("result") or []
    return read


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_whole_nps_conversation_with_the_running_product(tmp_path: Path, mode: str) -> None:
    """A personal link opens the conversation; a low score and a bad story become answers and a case."""
    async with emulated() as emulator:
        environment = settings(tmp_path, emulator.url, mode, free_port())
        async with serve(tmp_path, environment) as client:
            customer = {"first_name": "Anna", "language": "de"}
            assert (await client.put("/api/v1/customers/K-1", json=customer)).is_success
            made = await client.post("/api/v1/customers/K-1/links", json={"flow": "post_trip_nps"})
            assert made.is_success, made.text
            await emulator.do(do="command", text=f"/start {made.json()['token']}")
            asked = (await hear_until(emulator, "0 = "))[-1]
            buttons = {
                button["text"]: button["callback_data"]
                for row in asked["message"]["reply_markup"]["inline_keyboard"]
                for button in row
            }
            assert list(buttons) == [str(score) for score in range(11)]
            await emulator.do(do="tap", data=buttons["2"], message_id=asked["messageId"])
            await hear_until(emulator, "?")
            await emulator.do(do="say", text="Der Bus kam nicht, niemand half uns, und unser Geld ist weg.")
            texts = [message["message"]["text"] for message in await hear_until(emulator, "C-1")]
            assert any("C-1" in text for text in texts)
            responses = (await client.get("/api/v1/responses")).json()
            cases = (await client.get("/api/v1/cases")).json()
    assert '"recommend"' in str(responses).replace("'", '"')
    assert "Der Bus kam nicht" in str(responses)
    assert "C-1" in str(cases) or "'number': 1" in str(cases)
