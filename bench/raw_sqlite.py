"""The yardstick: the three writes of one message through the standard library's sqlite3, and nothing else.

Same PRAGMAs as the product. R1 commits every message, R64 commits groups of 64.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from storage.connections import SQLITE_PRAGMAS

SCHEMA = """
CREATE TABLE inbox (id INTEGER PRIMARY KEY, channel TEXT, message_id TEXT, body TEXT, UNIQUE (channel, message_id));
CREATE TABLE sessions (id TEXT PRIMARY KEY, data TEXT, version INTEGER);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, key TEXT UNIQUE, address TEXT, body TEXT, state TEXT);
"""


def run(path: Path, messages: Sequence[tuple[str, str, str]], *, group: int) -> float:
    """Write (message id, sender, body) triples; returns messages a second, every group durable."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        db.execute(pragma)
    db.executescript(SCHEMA)
    db.executemany("INSERT INTO sessions VALUES (?, '{}', 1)", {(sender,) for _, sender, _ in messages})
    assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    start = perf_counter()
    for first in range(0, len(messages), group):
        db.execute("BEGIN IMMEDIATE")
        for message_id, sender, body in messages[first : first + group]:
            db.execute("INSERT OR IGNORE INTO inbox VALUES (NULL, 'telegram', ?, ?)", (message_id, body))
            db.execute("UPDATE sessions SET data = ?, version = version + 1 WHERE id = ?", (body, sender))
            db.execute("INSERT INTO outbox VALUES (NULL, ?, ?, ?, 'waiting')", (message_id, sender, body))
        db.execute("COMMIT")
    seconds = perf_counter() - start
    db.close()
    return len(messages) / seconds
