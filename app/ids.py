"""Where ids and tokens come from: below the scheduler they are arguments, here they are drawn."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 12
"""36¹² ≈ 4.7·10¹⁸: a million ids a day collide once in millions of years, and an id fits into a button's payload."""


def new_id() -> str:
    """A fresh id: twelve letters and digits."""
    number = int.from_bytes(secrets.token_bytes(16))  # far more bits than are kept, so that all ids are equally likely
    signs = []
    for _ in range(LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def new_code() -> str:
    """A one-time code that people can type: six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_token() -> str:
    """A token for a personal link: 48 random bytes as 64 URL-safe characters (Telegram takes no more)."""
    return secrets.token_urlsafe(48)


def new_api_key() -> str:
    """A key for the API; the prefix lets scanners and our own logs recognise it."""
    return f"el_{secrets.token_urlsafe(32)}"
