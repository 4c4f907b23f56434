"""The dashboard's door until there is a login: only people on this very machine come in."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def only_here(request: Request) -> None:
    """A dependency: answers 403 to everybody but a browser on this machine.

    A proxy on the same machine makes the whole world look local, so a request with a proxy's header is refused, and so
    is HTTP/1.0, which no browser speaks and nginx does where it was told nothing else.
    The Host header must be local too (a foreign name that points here is an attack on the browser), and so must the
    Origin of what changes something.
    """
    if not (_comes_from_here(request) and _speaks_to_us(request)):
        raise HTTPException(403, "This page answers only on the machine Echoloop runs on. Open it there, or by SSH -L.")


def _comes_from_here(request: Request) -> bool:
    """Whether the connection comes from this machine and through no proxy."""
    proxied = any(header in request.headers for header in PROXY_HEADERS) or request.scope["http_version"] == "1.0"
    return request.client is not None and not proxied and is_loopback(request.client.host)


def is_loopback(address: str) -> bool:
    """Whether a network address is this machine's own."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _speaks_to_us(request: Request) -> bool:
    """Whether Host is a local name, and Origin (sent with what changes something) is our own."""
    host = request.headers.get("host", "")
    try:
        local = urlsplit(f"//{host}").hostname in LOCAL_NAMES
        origin = urlsplit(request.headers.get("origin", ""))
    except ValueError:  # half an IPv6 address
        return False
    return local and (request.method in ("GET", "HEAD") or origin == urlsplit("") or origin.netloc == host)
