"""`echoloop outbox` as an operator types it: the list for people and programs, and what cannot be done."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import anyio

from storage.database import open_store
from storage.outbox import outbox
from tests.app.cli.conftest import Echoloop

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


def give_up_one(folder: Path) -> None:
    """A message that the platform refused."""

    async def write() -> None:
        store = open_store(f"sqlite:///{folder / 'var' / 'echoloop.db'}")
        row = {"key": "k", "channel": "telegram", "address": "42", "prompt": {}, "state": "refused"}
        times = {"due_at": NOW, "created_at": NOW}
        await store.run(lambda tx: tx.execute(outbox.insert(), row | times | {"outcome": "400 chat not found"}))
        await store.close()

    anyio.run(write)


def test_dead_letters_are_listed_retried_and_dropped(folder: Path, echoloop: Echoloop) -> None:
    """One line a message with its reason; retry moves it, a wish that cannot be done ends with 1 and says why."""
    assert echoloop("migrate").returncode == 0
    assert "Everything has left" in echoloop("outbox").stdout
    give_up_one(folder)
    [row] = json.loads(echoloop("outbox", "--format", "json").stdout)
    assert (row["state"], row["reason"], row["channel"]) == ("refused", "400 chat not found", "telegram")
    assert "given up" in echoloop("outbox", "--view", "dead").stdout
    retried = echoloop("outbox", "retry", str(row["id"]))
    assert (retried.returncode, "leaves again" in retried.stdout) == (0, True)
    assert (
        json.loads(echoloop("outbox", "--view", "waiting", "--format", "json").stdout)[0]["reason"] == "retried by hand"
    )
    assert "is dropped" in echoloop("outbox", "drop", str(row["id"])).stdout
    missing = echoloop("outbox", "retry", "99")
    assert (missing.returncode, "there is no such message" in missing.stdout) == (1, True)
