"""Calls to an endpoint of the company, against a real HTTP server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bots.http_call import MOST_BYTES, Answered, Endpoint, HttpCaller, NotNow, SaidNo

pytestmark = pytest.mark.anyio


class Company(ThreadingHTTPServer):
    """Answers every POST with what the test says, and keeps what it was asked."""

    status = 200
    answer: bytes = b"{}"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.asked: list[tuple[dict[str, str], Any]] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/bookings"


class _Door(BaseHTTPRequestHandler):
    server: Company

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def company() -> Iterator[Company]:
    """The company's server."""
    server = Company()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
async def caller(company: Company) -> AsyncIterator[HttpCaller]:
    """Who calls it."""
    made = HttpCaller({"erp": Endpoint(company.url, "s3cret"), "dead": Endpoint("http://127.0.0.1:9/")}, timeout_s=5)
    yield made
    await made.close()


async def test_the_body_the_key_and_the_token_arrive(company: Company, caller: HttpCaller) -> None:
    """The endpoint gets the values as JSON, a key that stays the same for every try, and its token."""
    company.answer = b'{"status": "paid", "days": 3, "open": false, "more": {"x": 1}}'
    outcome = await caller.call("erp", {"values": {"number": "SW-1"}}, key="k1")
    assert outcome == Answered({"status": "paid", "days": "3", "open": "false"})
    (headers, body) = company.asked[0]
    assert body == {"values": {"number": "SW-1"}}
    assert headers["Idempotency-Key"] == "k1"
    assert headers["Authorization"] == "Bearer s3cret"


@pytest.mark.parametrize(
    ("status", "answer", "outcome"),
    [
        (204, b"", Answered({})),
        (404, b"{}", SaidNo("status 404")),
        (302, b"{}", SaidNo("status 302")),
        (503, b"{}", NotNow("status 503")),
        (429, b"{}", NotNow("status 429")),
        (200, b"hello", SaidNo("the answer is no JSON")),
        (200, b"[1]", SaidNo("the answer is no JSON object")),
        (200, b" " * (MOST_BYTES + 1), SaidNo("the answer is too long")),
    ],
)
async def test_every_answer_is_a_value(
    company: Company, caller: HttpCaller, status: int, answer: bytes, outcome: object
) -> None:
    """Whatever the endpoint does, the caller says what came of it and follows no redirect."""
    company.status, company.answer = status, answer
    assert await caller.call("erp", {}, key="k") == outcome
    assert len(company.asked) == 1


async def test_nobody_there_is_not_now_and_unknown_is_no(caller: HttpCaller) -> None:
    """A server that is down is asked again; a name that config.yaml does not have is not."""
    assert await caller.call("dead", {}, key="k") == NotNow("ConnectError")
    assert isinstance(await caller.call("nowhere", {}, key="k"), SaidNo)
