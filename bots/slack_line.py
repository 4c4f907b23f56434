"""The HTTP line to Slack and back: whom a request comes from, and what a failed Web API call means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bots.outcome import InDoubt, Refused, RetryLater
from bots.own_machine import on_own_machine
from bots.request import WebhookRequest

T = TypeVar("T")

API_URL = "https://slack.com/api/"
PASSING = ("ratelimited", "internal_error", "service_unavailable", "fatal_error", "request_timeout")
OPERATORS = (
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
    "messages_tab_disabled",
)
"""Errors that only the app's owner can mend: messages wait until he has."""


class _At(Clock):
    """The SDK's clock, stopped at our own now."""

    def __init__(self, now: datetime) -> None:
        self._seconds = now.timestamp()

    def now(self) -> float:
        """Seconds since 1970."""
        return self._seconds


def client_for(token: str, api_url: str, timeout_s: int) -> AsyncWebClient:
    """A client that tries once: the SDK would post again after a lost answer. `api_url` ends in `/api/`."""
    client = AsyncWebClient(token=token, base_url=api_url, timeout=timeout_s, retry_handlers=[])
    if on_own_machine(api_url):
        client.proxy = None  # the SDK takes one from the environment
    return client


def is_signed(signing_secret: str, request: WebhookRequest, now: datetime) -> bool:
    """Whether Slack signed the request within the last five minutes; `now` is wall-clock time."""
    if not signing_secret:
        return False
    try:
        return SignatureVerifier(signing_secret, _At(now)).is_valid_request(request.body, request.headers)
    except (ValueError, OverflowError):  # no text, or a time beyond all clocks
        return False


def word_of(error: SlackApiError) -> str:
    """Slack's own word for the error."""
    response = error.response
    return str(response.get("error", "")) if hasattr(response, "get") else ""


async def told(call: Callable[[], Awaitable[T]]) -> T | RetryLater | Refused | InDoubt:
    """The call's result, or what its failure means."""
    try:
        return await call()
    except SlackApiError as error:
        return _meaning(error)
    except aiohttp.ClientConnectorError as error:
        return RetryLater(f"Slack cannot be reached ({type(error).__name__})")
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        return InDoubt(f"no answer from Slack ({type(error).__name__})")


def _meaning(error: SlackApiError) -> RetryLater | Refused:
    word = word_of(error)
    status = getattr(error.response, "status_code", 200)
    if status == 429 or word == "ratelimited":
        headers = getattr(error.response, "headers", {})
        wait = str(headers.get("Retry-After", ""))
        return RetryLater("throttled", float(wait) if wait.isdigit() else None)
    if status >= 500 or word in PASSING:
        return RetryLater(word or f"HTTP {status}")
    return Refused(word or f"HTTP {status}")
