"""The platforms' own entrance: their calls go past the pages' framework, which costs more than storing a message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.body_limit import WAY_OUT
from app.web.problem import problem
from app.wiring import House
from bots.request import WebhookRequest

Door = Callable[[House, WebhookRequest], Awaitable[Response]]
"""Verifies a call, stores what is in it, and answers."""


@dataclass(slots=True)
class Entrance:
    """An ASGI layer with a door for each path that platforms call; everything else is passed on."""

    app: ASGIApp
    house: House
    doors: Mapping[str, Door]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the call to its door, with its whole body."""
        door = self.doors.get(scope["path"]) if scope["type"] == "http" else None
        if door is None:
            await self.app(scope, receive, send)
            return
        response = await self._answer(door, scope, receive)
        if response is not None:
            await response(scope, receive, send)

    async def _answer(self, door: Door, scope: Scope, receive: Receive) -> Response | None:
        """What the door says; None where the caller is gone before he has said everything."""
        if scope["method"] != "POST":
            return problem(405, "Platforms call this door with POST.")
        body, limit = b"", self.house.settings.server.max_body
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if len(body) > limit:
                return problem(413, WAY_OUT.format(limit=limit))
            more = message.get("more_body", False)
        return await door(self.house, _request(self.house, scope, body))


def _request(house: House, scope: Scope, body: bytes) -> WebhookRequest:
    """The request as a bot reads it: the URL is the one the platform was told, whatever Host says."""
    query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return WebhookRequest(url=house.settings.base_url + scope["path"] + query, body=body, headers=headers)
