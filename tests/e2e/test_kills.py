"""`serve` killed with -9 twenty times under traffic: every message has one turn, every reply is there, in order."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text

from app.demo.opening import SECRET, TOKEN
from app.web.running import bind, serving
from sandbox.stand_ins import stand_ins
from tests.e2e.served_product import free_port, product

KILLS = 20
CUSTOMERS = 6
FIRST_CHAT = 7_000
UPDATES = 1_000_000  # update ids of one customer lie this far from the next one's
SAYS = ("help",)  # has exactly one reply, every time
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@dataclass
class Customer:
    """Somebody who writes one thing after the other; each is posted until it is acknowledged, as Telegram does."""

    chat: int
    acknowledged: list[int] = field(default_factory=list)

    async def write(self, web: httpx.AsyncClient, url: str) -> None:
        """Post the next message until it is taken."""
        number = (self.chat - FIRST_CHAT + 1) * UPDATES + len(self.acknowledged)
        update = update_of(self.chat, number, SAYS[len(self.acknowledged) % len(SAYS)])
        while True:
            try:
                if (await web.post(f"{url}/webhooks/telegram", json=update, headers=HEADERS)).is_success:
                    self.acknowledged.append(number)
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.02)


def update_of(chat: int, number: int, said: str) -> dict[str, Any]:
    """An update as Telegram posts it."""
    who = {"id": chat, "is_bot": False, "first_name": f"Nr {chat}", "language_code": "en"}
    where = {"id": chat, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "date": 1, "chat": where, "from": who, "text": said}}


async def talk(customers: Sequence[Customer], url: str, ended: asyncio.Event, chance: random.Random) -> None:
    """All write at once, each at a pace of its own, until the last kill is over."""

    async def one(customer: Customer) -> None:
        async with httpx.AsyncClient(timeout=10) as web:
            while not ended.is_set():
                await customer.write(web, url)
                await asyncio.sleep(chance.uniform(0.1, 0.6))

    await asyncio.gather(*(one(customer) for customer in customers))


async def until_done(database: Path) -> None:
    """Wait until nothing is left to take or to send."""
    engine = create_engine(f"sqlite:///{database}")
    waiting = text(
        "select (select count(*) from inbox where state = 'waiting')"
        " + (select count(*) from outbox where state in ('waiting', 'sending') and due_at <= :now)"
    )
    async with asyncio.timeout(90):
        while True:
            with engine.connect() as connection:
                if not connection.execute(waiting, {"now": "2999-01-01"}).scalar_one():
                    return
            await asyncio.sleep(0.2)


def rows_of(database: Path, query: str) -> list[tuple[Any, ...]]:
    """What the database says."""
    with create_engine(f"sqlite:///{database}").connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.long
@pytest.mark.anyio
async def test_twenty_kills_under_traffic(tmp_path: Path) -> None:
    """What was acknowledged was taken once and in order; what was to be said was said in order, at most doubled."""
    chance, port = random.Random(20), free_port()
    app = stand_ins(telegram_token=TOKEN)
    customers = [Customer(FIRST_CHAT + number) for number in range(CUSTOMERS)]
    async with serving(app, bind("127.0.0.1", 0)) as url, httpx.AsyncClient(base_url=url) as sandbox:
        for customer in customers:
            body = {"chat_id": customer.chat, "first_name": "Nr", "language": "en"}
            (await sandbox.post("/sandbox/telegram/chats", json=body)).raise_for_status()
            app.state.telegram.chats[customer.chat].started = True
        ended = asyncio.Event()
        talking = asyncio.create_task(talk(customers, f"http://127.0.0.1:{port}", ended, chance))
        for _ in range(KILLS):
            async with product(tmp_path, url, port) as process:
                await asyncio.sleep(chance.uniform(0.02, 1.0))
                process.send_signal(signal.SIGKILL)
        async with product(tmp_path, url, port):
            ended.set()
            await talking
            await until_done(tmp_path / "echoloop.db")
        screens = {chat.chat_id: chat.messages for chat in app.state.telegram.chats.values()}
    check_inbox(tmp_path / "echoloop.db", customers)
    check_phones(tmp_path / "echoloop.db", customers, screens)


def check_inbox(database: Path, customers: Sequence[Customer]) -> None:
    """Every acknowledged message is there once, done, and was taken in the order in which it was written."""
    rows = rows_of(database, "select sender, platform_order, state, taken_at from inbox order by id")
    for customer in customers:
        mine = [row for row in rows if row[0] == str(customer.chat)]
        assert [row[1] for row in mine] == customer.acknowledged
        assert {row[2] for row in mine} == {"done"}
        assert [row[3] for row in mine] == sorted(row[3] for row in mine)


def check_phones(database: Path, customers: Sequence[Customer], screens: dict[int, Any]) -> None:
    """Each message has its reply, in its order; only what was on its way at a kill stands twice."""
    rows = rows_of(database, "select address, state, tries, provider_id from outbox order by id")
    assert {row[1] for row in rows} == {"sent"}
    for customer in customers:
        mine = [row for row in rows if row[0] == str(customer.chat)]
        shown = [message.message_id for message in screens[customer.chat] if message.by == "bot"]
        confirmed = [int(row[3]) for row in mine]
        assert len(mine) == len(customer.acknowledged)
        assert confirmed == sorted(confirmed)
        assert set(confirmed) <= set(shown)
        assert len(shown) - len(mine) <= sum(row[2] - 1 for row in mine)
