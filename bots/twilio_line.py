"""The HTTP line to Twilio: the SDK's asynchronous client with our base URL, our time-out, and errors that keep all."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from twilio.base.exceptions import TwilioException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response

from bots.outcome import InDoubt, RetryLater, SendOutcome
from bots.twilio_codes import outcome_of_answer

API_URL = "https://api.twilio.com"


class CallRefusedError(Exception):
    """Twilio answered with an error: HTTP status, its code (0 = none), the seconds to wait where it named them."""

    def __init__(self, status: int, code: int, retry_after: float | None) -> None:
        super().__init__(f"HTTP {status}, code {code}")
        self.status, self.code, self.retry_after = status, code, retry_after


class Line(AsyncTwilioHttpClient):  # type: ignore[misc]  # the SDK ships no types
    """The SDK's transport without retries (a POST sent twice is two messages) and without logging numbers.

    With another `api_url` than Twilio's own, every host of Twilio's (api, content) is reached there. The connection
    opens with the first call, because building a line starts nothing.
    """

    def __init__(self, api_url: str, timeout_s: float) -> None:
        super().__init__(pool_connections=False, max_retries=None)
        self._base = "" if api_url.rstrip("/") == API_URL else api_url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout_s, connect=min(timeout_s, 5.0))
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the SDK's signature; ours counts
        allow_redirects: bool = False,
    ) -> Response:
        """One call; raises `CallRefusedError` for every answer that is no success."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        answer = await self._session.request(
            method.upper(),
            self.place(url),
            params=_strings(params),
            data=data,
            headers={**(headers or {}), **_authorization(auth)},
            allow_redirects=allow_redirects,
        )
        async with answer:
            text = await answer.text()
        if not 200 <= answer.status <= 299:
            raise CallRefusedError(answer.status, _code(text), _seconds(answer.headers.get("Retry-After", "")))
        return Response(answer.status, text, answer.headers)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def place(self, url: str) -> str:
        if not self._base:
            return url
        parts = urlsplit(url)
        return f"{self._base}{parts.path}{'?' + parts.query if parts.query else ''}"


FAILURES = (
    CallRefusedError,
    TwilioException,
    aiohttp.ClientError,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)
"""Everything a call through the SDK ends in but success; the last four where an answer is not what it should be."""


def outcome_of(error: Exception) -> SendOutcome:
    """What a failed call means for the message; never holds the message, the number or the token."""
    if isinstance(error, CallRefusedError):
        return outcome_of_answer(error.status, error.code, error.retry_after)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return RetryLater(f"Twilio cannot be reached ({type(error).__name__})")
    return InDoubt(f"no readable answer from Twilio ({type(error).__name__})")


def _authorization(auth: tuple[str, str] | None) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(':'.join(auth).encode()).decode()}"} if auth else {}


def _strings(params: dict[str, object] | None) -> dict[str, str] | None:
    return {name: str(value) for name, value in params.items() if value is not None} if params else None


def _code(text: str) -> int:
    try:
        body: Any = json.loads(text)
    except ValueError:
        return 0
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else 0


def _seconds(header: str) -> float | None:
    return float(header) if header.isdecimal() else None
