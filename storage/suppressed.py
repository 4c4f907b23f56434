"""Addresses of erased customers as keyed hashes: an import or event that brings one again opens nothing there.

The hash tells nobody the address. Its key lies in a table of its own, so that neither table tells anything alone; who
holds the whole database can still test a number that he guesses.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Integer, String, Table, select

from storage.columns import METADATA, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert
from storage.work import PHONES

Place = tuple[str, str]
"""Channel and platform id."""

suppression_keys = Table(
    "suppression_keys",  # one row
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", String, nullable=False),
)

suppressed = Table(
    "suppressed",
    METADATA,
    Column("hash", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)


def suppress(tx: Transaction, places: Iterable[Place], *, fresh_key: str, now: datetime) -> None:
    """Remember these addresses as hashes; `fresh_key` becomes the key where there is none yet."""
    tx.execute(insert(tx, suppression_keys).values(id=1, key=fresh_key).on_conflict_do_nothing(index_elements=["id"]))
    for sign in _hashes(tx, places).values():
        tx.execute(insert(tx, suppressed).values(hash=sign, at=now).on_conflict_do_nothing(index_elements=["hash"]))


def suppressed_among(tx: Transaction, places: Iterable[Place]) -> set[Place]:
    """Those of these addresses that belonged to somebody who was erased."""
    signs = _hashes(tx, places)
    if not signs:
        return set()
    found = set(tx.execute(select(suppressed.c.hash).where(suppressed.c.hash.in_(list(signs.values())))).scalars())
    return {place for place, sign in signs.items() if sign in found}


def _hashes(tx: Transaction, places: Iterable[Place]) -> dict[Place, str]:
    """By address; a phone has one for SMS and WhatsApp. Nothing while nobody was ever erased."""
    wanted = list(places)
    key = tx.execute(select(suppression_keys.c.key)).scalar() if wanted else None
    if key is None:
        return {}
    return {place: _hash(key, place) for place in wanted}


def _hash(key: str, place: Place) -> str:
    channel, platform_id = place
    said = f"{'phone' if channel in PHONES else channel}:{platform_id}"
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()
