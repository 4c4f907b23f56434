"""Socket mode at the Slack stand-in: while an app is connected, events and clicks go over its WebSocket.

`apps.connections.open`, called with the app-level token, answers the address of a socket that is good for one
connection. Every envelope must be acknowledged within Slack's three seconds; one that is not counts as not delivered
and comes again as events do. Control doors: `POST sockets` `{refresh: true}` tells the apps to connect anew, as Slack
does every few hours, `{drop: true}` cuts the lines; `GET sockets` says how many are open.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
from aiohttp import WSMsgType, web
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

Json = dict[str, Any]
Answer = asyncio.Future[Json]


@dataclass
class Sockets:
    """The lines of one app: tickets that were handed out, lines that stand, envelopes that wait for their answer."""

    token: str = ""
    tickets: set[str] = field(default_factory=set)
    lines: list[web.WebSocketResponse] = field(default_factory=list)
    waiting: dict[str, Answer] = field(default_factory=dict)
    runner: web.AppRunner | None = None
    url: str = ""

    async def ticket(self) -> str:
        """An address that is good for one connection; the first one starts the server."""
        if self.runner is None:
            app = web.Application()
            app.router.add_get("/link", self._link)
            self.runner = web.AppRunner(app, shutdown_timeout=1.0)
            await self.runner.setup()
            site = web.TCPSite(self.runner, "127.0.0.1", 0)
            await site.start()
            self.url = f"ws://127.0.0.1:{self.runner.addresses[0][1]}/link"
        ticket = secrets.token_urlsafe(12)
        self.tickets.add(ticket)
        return f"{self.url}?ticket={ticket}&app_id=A1"

    async def deliver(self, envelope: Json, patience_s: float) -> httpx.Response | str:
        """Send an envelope down the newest line; its answer, or what went wrong."""
        number = secrets.token_hex(8)
        answer: Answer = asyncio.get_running_loop().create_future()
        self.waiting[number] = answer
        try:
            await self.lines[-1].send_str(json.dumps({"envelope_id": number} | envelope))
            told = await asyncio.wait_for(answer, patience_s)
        except (TimeoutError, ConnectionError) as failure:
            return f"the app did not acknowledge ({type(failure).__name__})"
        finally:
            self.waiting.pop(number, None)
        return httpx.Response(200, json=told) if told else httpx.Response(200)

    async def disconnect(self, reason: str) -> None:
        """Tell every app to connect anew."""
        for line in list(self.lines):
            await line.send_str(json.dumps({"type": "disconnect", "reason": reason}))

    async def drop(self) -> None:
        """Cut every line."""
        for line in list(self.lines):
            await line.close()

    async def close(self) -> None:
        """End all lines and the server."""
        await self.drop()
        if self.runner is not None:
            await self.runner.cleanup()

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=403)
        self.tickets.discard(ticket)
        line = web.WebSocketResponse()
        await line.prepare(request)
        await line.send_str(json.dumps({"type": "hello", "num_connections": len(self.lines) + 1}))
        self.lines.append(line)
        try:
            async for message in line:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self.lines.remove(line)
        return line

    def _acknowledged(self, said: str) -> None:
        with contextlib.suppress(ValueError):
            found = json.loads(said)
            answer = self.waiting.get(str(found.get("envelope_id", "")))
            if answer is not None and not answer.done():
                answer.set_result(found.get("payload") or {})


def enveloped(body: str, content_type: str, headers: dict[str, str]) -> Json:
    """What would be posted, as an envelope."""
    retried = int(headers.get("X-Slack-Retry-Num", 0))
    if content_type == "application/json":
        more = {"retry_attempt": retried, "retry_reason": headers.get("X-Slack-Retry-Reason", "")}
        return {"type": "events_api", "payload": json.loads(body), "accepts_response_payload": False} | more
    fields = dict(parse_qsl(body))
    if "payload" in fields:
        payload = json.loads(fields["payload"])
        return {"type": "interactive", "payload": payload, "accepts_response_payload": True}
    return {"type": "slash_commands", "payload": fields, "accepts_response_payload": True}


def socket_routes() -> list[BaseRoute]:
    """The method that opens a socket, and the control doors."""
    return [
        Route("/api/apps.connections.open", open_socket, methods=["GET", "POST"]),
        Route("/sandbox/slack/sockets", look, methods=["GET"]),
        Route("/sandbox/slack/sockets", disturb, methods=["POST"]),
    ]


def _sockets(request: Request) -> Sockets:
    sockets: Sockets = request.app.state.slack.sockets
    return sockets


async def open_socket(request: Request) -> Response:
    """A ticket for who has the app-level token."""
    sockets = _sockets(request)
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not given.startswith("xapp-"):
        return JSONResponse({"ok": False, "error": "not_allowed_token_type"})
    if not sockets.token or not hmac.compare_digest(given.encode(), sockets.token.encode()):
        return JSONResponse({"ok": False, "error": "invalid_auth"})
    return JSONResponse({"ok": True, "url": await sockets.ticket()})


async def look(request: Request) -> Response:
    """How many lines stand."""
    return JSONResponse({"lines": len(_sockets(request).lines)})


async def disturb(request: Request) -> Response:
    """Refresh or cut the lines."""
    sockets, wish = _sockets(request), await request.json()
    if wish.get("refresh"):
        await sockets.disconnect("refresh_requested")
    if wish.get("drop"):
        await sockets.drop()
    return JSONResponse({"lines": len(sockets.lines)})
