"""Tells whether a platform's URL points at this machine: a stand-in is never called through a proxy."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def on_own_machine(url: str) -> bool:
    """Whether the URL's host is loopback."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
