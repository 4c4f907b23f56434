"""`echoloop inbox` as an operator types it: the list for people and programs, and what cannot be done."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import anyio

from storage.database import open_store
from storage.inbox import inbox
from tests.app.cli.conftest import Echoloop

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


def park_one(folder: Path) -> None:
    """A message that no turn could take."""

    async def write() -> None:
        store = open_store(f"sqlite:///{folder / 'var' / 'echoloop.db'}")
        row = {"channel": "telegram", "message_id": "1", "sender": "42", "message": {"text": "secret"}}
        fate = {"state": "parked", "error": "KeyError at walking.py:7", "accepted_at": NOW, "taken_at": NOW}
        await store.run(lambda tx: tx.execute(inbox.insert(), row | fate))
        await store.close()

    anyio.run(write)


def test_parked_messages_are_listed_and_let_in_again(folder: Path, echoloop: Echoloop) -> None:
    """One line a message with class and place, no word of it; retry moves it, what cannot be done ends with 1."""
    assert echoloop("migrate").returncode == 0
    assert "had its turn" in echoloop("inbox").stdout
    park_one(folder)
    said = echoloop("inbox", "--format", "json").stdout
    [row] = json.loads(said)
    assert (row["channel"], row["error"]) == ("telegram", "KeyError at walking.py:7")
    assert "secret" not in said
    assert "KeyError" in echoloop("inbox").stdout
    retried = echoloop("inbox", "retry", str(row["id"]))
    assert (retried.returncode, "waits for its turn again" in retried.stdout) == (0, True)
    again = echoloop("inbox", "retry", str(row["id"]))
    assert (again.returncode, "it waits already" in again.stdout) == (1, True)
