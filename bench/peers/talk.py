"""What the peers' customers say and must be told, and the SQLite file that keeps it: shared by both peers.

It imports the standard library alone, because the peers run in an environment of their own.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
SAYS = ("11", "10", "The guide in the old town knew everything")
ASK_AGAIN = "A number from 0 to 10, please."
ASK_WHY = "Thank you! What did you like best?"
THANKS = "Thank you, that helps us."
TOLD = [ASK_AGAIN, ASK_WHY, THANKS]


def updates(customers: int) -> list[dict[str, object]]:
    """Three messages of each customer, round by round, as Telegram posts them."""
    found: list[dict[str, object]] = []
    for text in SAYS:
        for number in range(customers):
            order = len(found) + 1
            chat = {"id": 10_000_000 + number, "type": "private", "first_name": "Bench"}
            author = {"id": chat["id"], "is_bot": False, "first_name": "Bench"}
            said = {"message_id": order, "date": 1_800_000_000, "chat": chat, "from": author, "text": text}
            found.append({"update_id": order, "message": said})
    return found


class Kept:
    """Rows of key and value; every write is committed, and durable, by itself."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in PRAGMAS:
            self._db.execute(pragma)
        self._db.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT)")
        assert self._db.execute("PRAGMA synchronous").fetchone() == (2,)

    def put(self, rows: dict[str, object]) -> None:
        """Write these in one commit."""
        self._db.execute("BEGIN IMMEDIATE")
        lines = [(key, json.dumps(value)) for key, value in rows.items()]
        self._db.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", lines)
        self._db.execute("COMMIT")

    def get(self, key: str) -> object:
        """The value, None where there is none."""
        row = self._db.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def count(self) -> int:
        """How many rows there are."""
        return int(self._db.execute("SELECT count(*) FROM kept").fetchone()[0])


def check(told: dict[int, list[str]], customers: int) -> None:
    """Everybody was told what he must be."""
    assert len(told) == customers, (len(told), customers)
    wrong = [chat for chat, texts in told.items() if texts != TOLD]
    assert not wrong, f"{len(wrong)} were told otherwise, e.g. {told[wrong[0]]}"
