"""`make live` is opt-in: without its variables it names them, with them it runs the contract and stays bounded."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from tests.bots.conftest import CUSTOMER, Phone
from tests.live.contract import MOST, WANTED

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[3]
SID = "AC00000000000000000000000000000001"
FROM, TO = "+4915000000000", "+4915555000001"


async def live(**variables: str) -> tuple[int, str]:
    """What `make live` runs, with these variables alone: its exit status and what it says."""
    command = (sys.executable, "-m", "pytest", "--tb=line", "-p", "no:cacheprovider", "tests/live/contract.py")
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "200", **variables}
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_without_variables_every_channel_names_those_it_wants() -> None:
    """Nothing is sent, nothing fails, and each channel has one line."""
    status, said = await live()
    assert status == 0
    for kind, names in WANTED.items():
        lines = [line for line in said.splitlines() if f"{kind}: set {', '.join(names)}" in line]
        assert len(lines) == 1, said


async def test_in_ci_nothing_is_sent() -> None:
    """Whatever is set there."""
    _, said = await live(CI="true", LIVE_TELEGRAM_TOKEN="x", LIVE_TELEGRAM_CHAT="1")
    assert "never written to from CI" in said
    assert "passed" not in said


async def test_with_accounts_the_contract_holds_in_few_messages() -> None:
    """Here the accounts are the stand-ins'; each phone got some messages, and no more than are allowed."""
    app = stand_ins(telegram_token="4711:x", slack_token="xoxb-x", twilio_sid=SID, twilio_token="t")
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as web:
        await Phone(web).open()
        await web.post(f"/sandbox/twilio/phones/{quote(f'whatsapp:{TO}', safe='')}/open-window")
        user = (await web.post("/sandbox/slack/people", json={"name": "anna"})).json()["user"]
        status, said = await live(
            LIVE_TELEGRAM_TOKEN="4711:x",
            LIVE_TELEGRAM_CHAT=str(CUSTOMER),
            LIVE_TELEGRAM_API_URL=url,
            LIVE_SLACK_TOKEN="xoxb-x",
            LIVE_SLACK_USER=user,
            LIVE_SLACK_API_URL=f"{url}/api/",
            LIVE_TWILIO_SID=SID,
            LIVE_TWILIO_TOKEN="t",
            LIVE_TWILIO_API_URL=url,
            LIVE_SMS_FROM=FROM,
            LIVE_SMS_TO=TO,
            LIVE_WHATSAPP_FROM=FROM,
            LIVE_WHATSAPP_TO=TO,
        )
        assert status == 0, said
        phones = (await web.get("/sandbox/twilio/phones")).json()["phones"]
        channels = (await web.get("/sandbox/slack/channels")).json()["channels"]
    counts = [len([each for each in phone["messages"] if each["by"] == "company"]) for phone in phones]
    counts += [len(channel["posts"]) for channel in channels if channel["user"] == user]
    assert len(counts) == 3
    assert all(1 < count <= MOST for count in counts), counts
