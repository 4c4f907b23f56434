"""Serving ASGI applications inside this process: the product, and in the demo the stand-ins beside it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: whoever runs several servers listens to signals once, for all."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


def new_loop() -> asyncio.AbstractEventLoop:
    """The event loop that serves: uvloop's, where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises OSError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


def bind_or_any(host: str, port: int) -> socket.socket:
    """A listening socket on this port, or on any free one where it is taken."""
    try:
        return bind(host, port)
    except OSError:
        return bind(host, 0)


def url_of(listening: socket.socket) -> str:
    """The http:// URL of a bound socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@asynccontextmanager
async def serving(app: Any, listening: socket.socket) -> AsyncIterator[str]:
    """Serve `app` on the socket until the block ends; hands out its URL once it accepts connections.

    Forwarding headers are not believed: the client's address is the connection's, which loopback-only pages need.
    """
    config = uvicorn.Config(
        app, log_config=None, access_log=False, proxy_headers=False, server_header=False, timeout_graceful_shutdown=5
    )
    server = Server(config)
    task = asyncio.create_task(server.serve([listening]))
    try:
        while not server.started:
            if task.done():
                task.result()
                raise OSError("the server ended before it accepted a connection")
            await asyncio.sleep(0.01)
        yield url_of(listening)
    finally:
        server.should_exit = True
        await asyncio.wait([task], timeout=8)
