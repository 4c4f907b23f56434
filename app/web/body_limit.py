"""The size limit of request bodies: 413 before anything reads more than it may."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WAY_OUT = "The body is larger than {limit} bytes. Send less, or raise server.max_body."


@dataclass(slots=True)
class BodyLimit:
    """An ASGI layer that counts what comes in; the length a client claims is not trusted."""

    app: ASGIApp
    limit: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a receive that refuses to go over the limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = 0

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise HTTPException(413, WAY_OUT.format(limit=self.limit))
            return message

        await self.app(scope, counting, send)
