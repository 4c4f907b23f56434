"""Who is on our pages: in the chat a random number in a signed cookie, on a public page a hash good for one day."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

COOKIE = "echoloop_chat"
COOKIE_SECONDS = 180 * 24 * 3600


def signed(visitor: str, secret: bytes) -> str:
    """The cookie's value for a visitor."""
    return f"{visitor}.{_mark(visitor, secret)}"


def cookie_flags(*, secure: bool, embedded: bool) -> str:
    """The cookie's attributes. In a frame on another site a browser sends it only with SameSite=None and Secure;

    Partitioned keeps a jar for each embedding site, so that nobody can be followed from one to another.
    """
    if embedded:
        return "Path=/chat; HttpOnly; SameSite=None; Secure; Partitioned"
    return f"Path=/chat; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"


def visitor_of(cookie: str, secret: bytes) -> str | None:
    """The visitor a cookie names, or None where we did not sign it."""
    visitor, _, mark = cookie.rpartition(".")
    if visitor and hmac.compare_digest(mark.encode(), _mark(visitor, secret).encode()):
        return visitor
    return None


def _mark(visitor: str, secret: bytes) -> str:
    return hmac.new(secret, visitor.encode(), hashlib.sha256).hexdigest()[:40]


def voter(secret: bytes, *, day: date, page: str, traits: tuple[str, ...]) -> str:
    """A visitor of a public page, so that he votes once a day; needs no cookie and leaves nothing to follow.

    `traits` are his network address and what his browser says of itself. The key changes every day and differs from
    page to page, so two days or two pages cannot be joined; the hash is deleted once its day is over.
    """
    key = hmac.new(secret, f"vote|{day.isoformat()}|{page}".encode(), hashlib.sha256).digest()
    told = "\0".join(traits).encode("utf-8", "replace")
    return hmac.new(key, told, hashlib.sha256).hexdigest()[:32]
