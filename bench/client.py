"""A client that costs little: keep-alive connections over bare sockets, latency of every call from its own side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter


@dataclass
class Answers:
    """What came back: the status of each call by its place (0: none), and its latency in seconds."""

    status: list[int]
    latency: list[float]
    seconds: float = 0.0


@dataclass(eq=False)
class Connection(asyncio.Protocol):
    """One connection; one call at a time."""

    _transport: asyncio.Transport | None = None
    _waiting: asyncio.Future[int] | None = None
    _seen: bytes = b""
    closed: bool = field(default=False)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        """The server is gone."""
        self.closed = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(0)

    def data_received(self, data: bytes) -> None:
        """An answer is whole once its length is there."""
        self._seen += data
        head, _, body = self._seen.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length:")
        if not _ or at < 0 or len(body) < int(head[at + 15 :].split(b"\r\n", 1)[0]):
            return
        self._seen = b""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(int(head[9:12]))

    async def call(self, request: bytes) -> int:
        """Send one request; its status, 0 where the server is gone."""
        if self.closed or self._transport is None:
            return 0
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting


async def closed_loop(port: int, requests: Sequence[bytes], connections: int) -> Answers:
    """Every connection sends its next call as soon as the last is answered."""
    answers = Answers([0] * len(requests), [0.0] * len(requests))
    stream = iter(enumerate(requests))

    async def one(connection: Connection) -> None:
        for number, request in stream:
            began = perf_counter()
            answers.status[number] = await connection.call(request)
            answers.latency[number] = perf_counter() - began
            if connection.closed:
                return

    opened = await connect(port, connections)
    start = perf_counter()
    await asyncio.gather(*(one(connection) for connection in opened))
    answers.seconds = perf_counter() - start
    return answers


async def open_loop(port: int, requests: Sequence[bytes], per_second: float, connections: int = 128) -> Answers:
    """Calls begin at fixed moments, whatever the server does; waiting for a free connection counts as latency."""
    answers = Answers([0] * len(requests), [0.0] * len(requests))
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for connection in await connect(port, connections):
        free.put_nowait(connection)
    start = perf_counter()

    async def one(number: int, request: bytes, due: float) -> None:
        connection = await free.get()
        answers.status[number] = await connection.call(request)
        answers.latency[number] = perf_counter() - due
        free.put_nowait(connection)

    tasks = []
    for number, request in enumerate(requests):
        due = start + number / per_second
        if (early := due - perf_counter()) > 0:
            await asyncio.sleep(early)
        tasks.append(asyncio.create_task(one(number, request, due)))
    await asyncio.gather(*tasks)
    answers.seconds = perf_counter() - start
    return answers


async def connect(port: int, count: int) -> list[Connection]:
    """So many connections that are kept open."""
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]
