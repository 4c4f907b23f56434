"""kill -9 between the stages: after a restart nothing that was acknowledged is missing, nothing happens twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import anyio
import pytest

from storage.customers import customers
from storage.database import open_store
from storage.inbox import inbox
from storage.migrate import upgrade
from storage.outbox import outbox
from tests.usecases.house import House
from usecases.deliver import recover

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[2]
EVERYONE = {f"s{number}" for number in range(30)}
WELCOME = ["Welcome to Sonnweg.", "May we ask for your opinion?"]


async def crash(tmp_path: Path, stage: str) -> tuple[House, list[str]]:
    """Let a child process die at the stage; returns a house on its database, and what the platform had got by then."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)
    store = open_store(url)
    await House(store).publish()
    await store.close()
    command = [sys.executable, "-m", "tests.usecases.crash_child", url, stage, str(tmp_path)]
    with anyio.fail_after(60):
        child = await anyio.run_process(command, cwd=ROOT, check=False, stderr=subprocess.PIPE)
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    assert set((tmp_path / "accepted").read_text().split()) == EVERYONE
    sent = tmp_path / "sent"
    return House(open_store(url)), sent.read_text().splitlines() if sent.exists() else []


async def go_on(house: House) -> None:
    """What a restart does: take the turns that wait, deliver what waits."""
    await recover(house.store, now=house.now)
    while await house.turns():
        pass
    await house.deliver()


@pytest.mark.parametrize(
    "stage", ["between-accept-and-turn", "during-turn", "between-turn-and-deliver", "before-sending"]
)
async def test_nothing_is_missing_and_nothing_happens_twice(tmp_path: Path, stage: str) -> None:
    """Every acknowledged hello is answered with the whole welcome, once, by one customer's one session."""
    house, sent = await crash(tmp_path, stage)
    assert sent == []
    await go_on(house)
    assert {sender: house.texts(sender) for sender in EVERYONE} == dict.fromkeys(EVERYONE, WELCOME)
    assert len(await house.rows(customers)) == 30
    assert {row["state"] for row in await house.rows(inbox)} == {"done"}
    assert {row["state"] for row in await house.rows(outbox)} == {"sent"}
    await house.store.close()


async def test_what_was_on_the_wire_is_sent_again_rather_than_lost(tmp_path: Path) -> None:
    """Killed after the platform took a message and before that was written down: it is doubled, nothing is lost."""
    house, sent = await crash(tmp_path, "after-sending")
    assert len(sent) == 1
    await go_on(house)
    arrived = Counter(sent) + Counter(f"{address}\t{text}" for address, text, _ in house.bot.sent)
    assert sorted(arrived.values()) == [1] * 59 + [2]
    assert set(arrived) == {f"{sender}\t{text}" for sender in EVERYONE for text in WELCOME}
    await house.store.close()
