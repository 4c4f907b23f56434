"""Which rights the Slack app has been given, and which it needs: a missing one shows only when a message is lost."""

from __future__ import annotations

from bots.outcome import InDoubt, Refused, RetryLater
from bots.slack_line import client_for, told

DESK = frozenset({"chat:write", "channels:read", "channels:history", "files:write"})
CUSTOMERS = frozenset({"chat:write", "im:history", "im:read", "im:write", "files:read"})
EVENTS = ("message.im", "app_home_opened")
"""What the app must subscribe to for customers; Slack tells nobody whether it does."""


async def scopes_of(
    token: str, api_url: str, *, timeout_s: int = 10
) -> frozenset[str] | RetryLater | Refused | InDoubt:
    """The scopes of this token, as Slack names them with every answer."""
    client = client_for(token, api_url, timeout_s)

    async def ask() -> frozenset[str]:
        answer = await client.auth_test()
        given = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")
        return frozenset(scope.strip() for scope in str(given).split(",") if scope.strip())

    return await told(ask)
