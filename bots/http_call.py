"""Calls one HTTP endpoint of the company: JSON out, a small JSON object back. Redirects are not followed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

MOST_BYTES = 64 * 1024
"""Of an answer; a longer one is none."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to call: the URL, and the bearer token that it wants ("" = none)."""

    url: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """The endpoint's answer: its flat values as texts."""

    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class SaidNo:
    """The endpoint will not do it, however often it is asked."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotNow:
    """Nobody answered, or the endpoint has a bad moment: asked again."""

    reason: str


CallOutcome = Answered | SaidNo | NotNow


class HttpCaller:
    """Makes the calls. One connection pool for all endpoints; `close` it at the end."""

    def __init__(self, endpoints: Mapping[str, Endpoint], *, timeout_s: float) -> None:
        self._endpoints = dict(endpoints)
        self._client = httpx.AsyncClient(timeout=timeout_s, follow_redirects=False, trust_env=False)

    async def call(self, endpoint: str, body: Mapping[str, Any], *, key: str) -> CallOutcome:
        """POST the body; `key` is the same for every try, so that the endpoint can tell a repetition."""
        known = self._endpoints.get(endpoint)
        if known is None:
            return SaidNo("no such endpoint in config.yaml")
        headers = {"Idempotency-Key": key} | ({"Authorization": f"Bearer {known.token}"} if known.token else {})
        try:
            response = await self._client.post(known.url, json=dict(body), headers=headers)
        except httpx.HTTPError as error:
            return NotNow(type(error).__name__)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
            return NotNow(f"status {response.status_code}")
        if not response.is_success:
            return SaidNo(f"status {response.status_code}")
        return _read(response.content)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _read(content: bytes) -> CallOutcome:
    """The flat values of a JSON object; no body at all is an answer without values."""
    if len(content) > MOST_BYTES:
        return SaidNo("the answer is too long")
    try:
        found = json.loads(content) if content.strip() else {}
    except ValueError:
        return SaidNo("the answer is no JSON")
    if not isinstance(found, dict):
        return SaidNo("the answer is no JSON object")
    return Answered({name: _text(value) for name, value in found.items() if isinstance(value, str | int | float)})


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
