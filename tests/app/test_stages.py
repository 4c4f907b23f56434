"""Stages: every channel is delivered for itself, in one process and by workers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import anyio
import pytest

from app.settings import Database, Settings
from app.stages import make_runner, shard_drains
from app.wiring import House, open_house
from bots.outcome import SendOutcome, Sent
from conversation.messages import Channel, Prompt
from conversation.saved import dump_prompt
from storage.columns import JsonObject
from storage.migrate import upgrade
from storage.outbox import outbox
from storage.transactions import Transaction
from storage.work import LANES, lane_of
from tests.usecases.house import KeepingBot

pytestmark = pytest.mark.anyio
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class StuckBot(KeepingBot):
    """A platform that answers nobody before it is let go."""

    channel: Channel = "sms"
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: str, prompt: Prompt, *, key: str, now: datetime) -> SendOutcome:
        """Wait."""
        self.begun.set()
        await self.let_go.wait()
        return Sent("1")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """An installation with a stuck SMS provider and a Telegram that works."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)
    settings = Settings(_env_file=None, database=Database(url=url))
    async with open_house(settings, bots={"sms": StuckBot(), "telegram": KeepingBot()}) as opened:
        yield opened


def waiting(tx: Transaction, channel: str, address: str) -> None:
    """A message that waits in the outbox."""
    row: JsonObject = {"key": f"{channel}:{address}", "channel": channel, "address": address, "kind": "prompt"}
    row |= {"prompt": dump_prompt(Prompt(template="Hello")), "due_at": LONG_AGO, "created_at": LONG_AGO}
    tx.execute(outbox.insert(), row)


async def test_a_stuck_channel_holds_up_no_other(house: House) -> None:
    """While twenty SMS wait for their provider, what is written to Telegram later arrives."""
    sms, telegram = house.bots["sms"], house.bots["telegram"]
    assert isinstance(sms, StuckBot)
    assert isinstance(telegram, KeepingBot)
    for number in range(20):
        await house.store.run(partial(waiting, channel="sms", address=f"+4915100{number}"))
    async with make_runner(house).draining():
        with anyio.fail_after(5):
            await sms.begun.wait()
            await house.store.run(partial(waiting, channel="telegram", address="1"))
            house.wake("deliver")
            while not telegram.sent:
                await asyncio.sleep(0)
        sms.let_go.set()


async def test_a_worker_delivers_a_channel_a_shard(house: House) -> None:
    """Each shard of the delivery is one channel; one without a bot here finds nothing, and none is forgotten."""
    await house.store.run(partial(waiting, channel="telegram", address="1"))
    deliver = shard_drains(house)["deliver"]
    assert len({lane_of(channel) for channel in LANES}) == len(LANES)
    done = {lane: await deliver(lane) for lane in range(len(LANES)) if lane != lane_of("sms")}
    assert {LANES[lane]: count for lane, count in done.items() if count} == {"telegram": 1}
