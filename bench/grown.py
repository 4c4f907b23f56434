"""A database with years of messages in it, made once and copied for each sample: `python -m bench.grown 5000000`."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bench.machine import place
from storage.connections import SQLITE_PRAGMAS
from storage.migrate import upgrade

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)"
AT = "'2026-01-01 12:00:00.000000'"
PLACE = "CAST(1000000000 + i % :people AS TEXT)"
PEOPLE = f"""
INSERT INTO customers (id, first_name, last_name, salutation, language, form, zone, zone_source, attributes, sample,
    created_at, updated_at)
{NUMBERS} SELECT 'old' || i, 'Ann', '', '', 'de', '', 'Europe/Berlin', 'brand', '{{}}', 0, {AT}, {AT} FROM n
"""
PLACES = f"""
INSERT INTO addresses (id, customer_id, channel, platform_id, state, created_at)
{NUMBERS} SELECT 'oldaddress' || i, 'old' || i, 'telegram', {PLACE}, 'open', {AT} FROM n
"""
SAID = f"""
    '{{"channel":"telegram","sender":"' || {PLACE} || '","message_id":"old' || i
    || '","kind":"text","text":"Everything was well organised on this trip"}}'
"""
HEARD = f"""
INSERT INTO inbox (channel, message_id, sender, message, state, customer_id, error, tries, accepted_at, taken_at)
{NUMBERS} SELECT 'telegram', 'old' || i, {PLACE}, {SAID}, 'done', 'old' || (i % :people), '', 0, {AT}, {AT} FROM n
"""
ASKED = '{"template":"How likely are you to recommend us to friends and colleagues?","values":{},"choices":[]}'
TOLD = f"""
INSERT INTO outbox ("key", kind, channel, address, address_id, customer_id, step, prompt, state, due_at, tries,
    provider_id, outcome, created_at, settled_at)
{NUMBERS} SELECT 'old' || i, 'message', 'telegram', {PLACE}, 'oldaddress' || (i % :people), 'old' || (i % :people),
    'recommend', '{ASKED}', 'sent', {AT}, 1, 'p' || i, 'sent', {AT}, {AT} FROM n
"""
QUICK = ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-1000000")


def grown(messages: int) -> Path:
    """The file with so many messages, half in and half out, of a fifth as many customers; made where it is not."""
    path = place() / f"grown_{messages}.db"
    if path.exists():
        return path
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    upgrade(f"sqlite:///{making}")
    people, half = max(1, messages // 5), messages // 2
    with closing(sqlite3.connect(making)) as db:
        for pragma in (
            *SQLITE_PRAGMAS,
            "PRAGMA foreign_keys=OFF",
            "PRAGMA synchronous=OFF",
            "PRAGMA cache_size=-1000000",
        ):
            db.execute(pragma)
        for statement, count in ((PEOPLE, people), (PLACES, people), (HEARD, half), (TOLD, half)):
            db.execute(statement, {"count": count, "people": people})
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    making.rename(path)
    return path


if __name__ == "__main__":
    print(grown(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000))
