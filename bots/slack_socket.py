"""Slack's socket mode: events and clicks over a WebSocket that we open, for an installation that nobody can call.

The official client keeps the connection, answers pings and follows Slack to a new address when it is told to move. An
envelope is acknowledged once what is in it is stored; where storing failed it is not, and Slack delivers it again.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bots.outcome import InDoubt, Refused, RetryLater
from bots.own_machine import on_own_machine
from bots.slack_line import API_URL, client_for, told

Kind = Literal["events", "interactions", "commands"]
KINDS: dict[str, Kind] = {"events_api": "events", "interactive": "interactions", "slash_commands": "commands"}
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery, in the very form in which Slack would have posted it to our doors."""

    kind: Kind
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What is answered in the same breath (JSON, or nothing), and what is done once that has left."""

    answer: str = ""
    after: Callable[[], Awaitable[None]] | None = None


Take = Callable[[Envelope], Awaitable[Taken]]
"""Stores what is in an envelope; raises where it could not."""


class SlackSocket:
    """One connection of one app; `app_token` is the app-level token (xapp-…) with the right `connections:write`."""

    def __init__(self, app_token: str, api_url: str = API_URL, *, timeout_s: int = 10, ping_s: float = 5) -> None:
        self._token, self._api_url, self._ping_s = app_token, api_url, ping_s
        self._web = client_for("", api_url, timeout_s)
        self._client: SocketModeClient | None = None

    async def look(self) -> str | RetryLater | Refused | InDoubt:
        """The address that Slack would have us connect to, or why it gives none."""
        return await told(self._ticket)

    async def open(self, take: Take) -> RetryLater | Refused | InDoubt | None:
        """Connect and hand every envelope to `take` until `close`; says why where Slack does not let us in."""
        ticket = await self.look()
        if not isinstance(ticket, str):
            return ticket
        client = SocketModeClient(self._token, logger=_quiet(), web_client=self._web, ping_interval=self._ping_s)
        if on_own_machine(self._api_url):
            client.proxy = None  # the SDK takes one from the environment
        client.wss_uri = ticket

        async def heard(line: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
            await _settle(line, request, take)

        client.socket_mode_request_listeners.append(heard)
        self._client = client
        try:
            await asyncio.wait_for(client.connect(), self._web.timeout)  # type: ignore[no-untyped-call]
        except TimeoutError:
            await self.close()
            return RetryLater("the connection did not come about")
        return None

    async def connected(self) -> bool:
        """Whether the connection stands, as far as pings tell."""
        return self._client is not None and await self._client.is_connected()

    async def close(self) -> None:
        """End the connection; Slack delivers to the app's other connections, or later."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()  # type: ignore[no-untyped-call]

    async def _ticket(self) -> str:
        return str((await self._web.apps_connections_open(app_token=self._token))["url"])


async def _settle(line: AsyncBaseSocketModeClient, request: SocketModeRequest, take: Take) -> None:
    """Store, acknowledge, and only then do what may take longer."""
    envelope = envelope_of(request.type, request.payload)
    taken = Taken() if envelope is None else await take(envelope)
    answer = json.loads(taken.answer) if taken.answer.startswith("{") else None
    await line.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))
    if taken.after is not None:
        await taken.after()


def envelope_of(kind: str, payload: dict[str, Any]) -> Envelope | None:
    """What Slack would have posted; None for kinds that we do not know, which are acknowledged and left alone."""
    found = KINDS.get(kind)
    if found is None:
        return None
    if found == "events":
        return Envelope(found, json.dumps(payload).encode(), "application/json")
    fields = {"payload": json.dumps(payload)} if found == "interactions" else payload
    return Envelope(found, urlencode(fields).encode(), FORM)


def _quiet() -> logging.Logger:
    """The SDK would log what customers wrote; whether the connection stands is told by who watches it."""
    quiet = logging.getLogger(__name__).getChild("sdk")
    quiet.setLevel(logging.CRITICAL + 1)
    return quiet
