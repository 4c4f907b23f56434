"""The HTTP line to Telegram: python-telegram-bot's transport, with errors that keep their code, and what they mean."""

from __future__ import annotations

import json
from typing import Any

import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bots.outcome import AddressDead, CustomerStopped, InDoubt, Refused, RetryLater, SendOutcome

DEAD = ("deactivated", "chat not found", "user not found", "peer_id_invalid", "bots can't send messages to bots")


class CallRefusedError(TelegramError):
    """Telegram answered with an error: HTTP `code`, its description, and the seconds to wait where it named them."""

    def __init__(self, code: int, description: str, retry_after: float | None) -> None:
        super().__init__(description)
        self.code = code
        self.retry_after = retry_after


class Line(HTTPXRequest):
    """The SDK's transport. It tells error codes apart only by its own words, so they are read here, before it."""

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """One call; raises `CallRefusedError` for anything but 2xx with a JSON result."""
        code, payload = await super().do_request(*args, **options)
        body = _object(payload)
        if 200 <= code <= 299 and body is not None and "result" in body:
            return code, payload
        body = body or {}
        parameters = body.get("parameters")
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
        retry_after = float(seconds) if isinstance(seconds, int | float) else None
        raise CallRefusedError(code, str(body.get("description") or f"HTTP {code}"), retry_after)


def _object(payload: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(payload)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def outcome_of(error: TelegramError) -> SendOutcome:
    """What a failed call means for the message; never holds the message or the token."""
    if isinstance(error, CallRefusedError):
        return _meaning(error)
    cause = error.__cause__
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return RetryLater(f"Telegram cannot be reached ({type(cause).__name__})")
    if isinstance(error, TimedOut | NetworkError):
        return InDoubt(f"no answer from Telegram ({type(cause or error).__name__})")
    return Refused(f"the SDK refused the call ({type(error).__name__})")


def _meaning(error: CallRefusedError) -> SendOutcome:
    words = error.message
    if error.code == 429:
        return RetryLater("throttled", error.retry_after)
    if error.code in (401, 404):  # a wrong token is the operator's matter: messages wait until it is mended
        return RetryLater("Telegram refuses the token")
    if error.code >= 500 or error.code == 409:
        return RetryLater(f"HTTP {error.code}", error.retry_after)
    if any(sign in words.lower() for sign in DEAD):
        return AddressDead(words)
    if error.code == 403:
        return CustomerStopped(words)
    if error.code < 400:
        return InDoubt(f"HTTP {error.code} without a readable answer")
    return Refused(words)
