"""Who is chatting on the web page: a random number in a signed cookie, good for this chat and nothing else."""

from __future__ import annotations

import hashlib
import hmac

COOKIE = "echoloop_chat"
COOKIE_SECONDS = 180 * 24 * 3600


def signed(visitor: str, secret: bytes) -> str:
    """The cookie's value for a visitor."""
    return f"{visitor}.{_mark(visitor, secret)}"


def visitor_of(cookie: str, secret: bytes) -> str | None:
    """The visitor a cookie names, or None where we did not sign it."""
    visitor, _, mark = cookie.rpartition(".")
    if visitor and hmac.compare_digest(mark.encode(), _mark(visitor, secret).encode()):
        return visitor
    return None


def _mark(visitor: str, secret: bytes) -> str:
    return hmac.new(secret, visitor.encode(), hashlib.sha256).hexdigest()[:40]
