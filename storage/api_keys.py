"""Keys for the API: only a hash is kept, the key itself is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select, update

from storage.purchases import api_keys
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    """One key as it is listed."""

    id: str
    name: str
    created_at: datetime
    revoked_at: datetime | None


def hash_of(key: str) -> str:
    """What is kept of a key. Its 32 random bytes need no salt and no slow hash."""
    return sha256(key.encode()).hexdigest()


def add_key(tx: Transaction, *, key_id: str, name: str, key: str, now: datetime) -> None:
    """Keep a new key's hash."""
    tx.execute(insert(api_keys).values(id=key_id, name=name, key_hash=hash_of(key), created_at=now))


def find_key(tx: Transaction, key: str) -> ApiKeyRow | None:
    """The valid key this is, if any. The look-up is by hash, so timing tells nothing about the key."""
    query = select(*_SHOWN).where(api_keys.c.key_hash == hash_of(key), api_keys.c.revoked_at.is_(None))
    row = tx.execute(query).one_or_none()
    return ApiKeyRow(*row) if row else None


def list_keys(tx: Transaction) -> list[ApiKeyRow]:
    """Every key ever made, oldest first."""
    return [ApiKeyRow(*row) for row in tx.execute(select(*_SHOWN).order_by(api_keys.c.created_at))]


def revoke_key(tx: Transaction, *, key_id: str, now: datetime) -> bool:
    """Make a key useless from now on; False where there is no such valid key."""
    query = update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None)).values(revoked_at=now)
    return tx.execute(query).rowcount == 1


_SHOWN = (api_keys.c.id, api_keys.c.name, api_keys.c.created_at, api_keys.c.revoked_at)
