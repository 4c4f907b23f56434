"""Fetches a file that a customer sent: by address, up to a size, from hosts that are the platform's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from bots.outcome import Refused, RetryLater
from bots.own_machine import on_own_machine

REDIRECTS = 3  # Twilio hands out an address of its storage


@dataclass(frozen=True, slots=True)
class Fetched:
    """The file's bytes."""

    content: bytes


FetchOutcome = Fetched | RetryLater | Refused


async def download(
    url: str,
    *,
    hosts: tuple[str, ...],
    limit: int,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    timeout_s: float = 30.0,
) -> FetchOutcome:
    """The file at `url`, where its host is one of `hosts` or below one of them, and it has at most `limit` bytes.

    Credentials go to that host alone, not to where it sends us on.
    """
    if not _is_theirs(url, hosts):
        return Refused("not an address of the platform")
    options = {"trust_env": not on_own_machine(url), "timeout": timeout_s, "max_redirects": REDIRECTS}
    try:
        async with (
            httpx.AsyncClient(follow_redirects=True, **options) as web,  # type: ignore[arg-type]
            web.stream("GET", url, headers=dict(headers or {}), auth=auth) as answer,
        ):
            return await _read(answer, limit)
    except httpx.TooManyRedirects:
        return Refused("sent in circles")
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        return RetryLater(f"could not be fetched ({type(error).__name__})")


async def _read(answer: httpx.Response, limit: int) -> FetchOutcome:
    if answer.status_code == 429 or answer.status_code >= 500:
        wait = answer.headers.get("Retry-After", "")
        return RetryLater(f"HTTP {answer.status_code}", float(wait) if wait.isdigit() else None)
    if answer.status_code != 200:
        return Refused(f"HTTP {answer.status_code}")
    content = bytearray()
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > limit:
            return Refused("too large")
    return Fetched(bytes(content)) if content else Refused("empty")


def _is_theirs(url: str, hosts: tuple[str, ...]) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and on_own_machine(url))
    return safe and any(host == known or host.endswith(f".{known}") for known in hosts if known)


def host_of(url: str) -> str:
    """The host of an address; "" where there is none."""
    return urlsplit(url).hostname or ""
