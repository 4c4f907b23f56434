"""The HTTP application: what every door shares."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import HTTPException, Request

from app.settings import Database, Settings
from app.web.loopback import only_here
from app.web.server import create_app
from app.wiring import open_house
from storage.migrate import upgrade


@asynccontextmanager
async def client(folder: Path, address: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
    """A client that calls from `address`, and the house behind it on a fresh database."""
    url = f"sqlite:///{folder / 'echoloop.db'}"
    upgrade(url)
    settings = Settings(_env_file=None, database=Database(url=url))
    async with open_house(settings, bots={}) as house:
        transport = httpx.ASGITransport(create_app(house), client=(address, 1234), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8710") as web:
            yield web


@pytest.mark.anyio
async def test_healthz_answers(tmp_path: Path) -> None:
    """A living process says so."""
    async with client(tmp_path) as web:
        assert (await web.get("/healthz")).json() == {"status": "ok"}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {"host": "localhost:8710"}, 200),
        ("203.0.113.7", {}, 403),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.7"}, 403),
        ("127.0.0.1", {"host": "evil.example"}, 403),
        ("127.0.0.1", {"host": "[::1"}, 403),
    ],
)
async def test_docs_answer_only_on_this_machine(
    tmp_path: Path, address: str, headers: dict[str, str], status: int
) -> None:
    """Neither another machine, nor a proxy, nor a foreign name for this machine sees them."""
    async with client(tmp_path, address) as web:
        assert (await web.get("/openapi.json", headers=headers)).status_code == status


def test_what_comes_as_http_1_0_is_no_browser_here() -> None:
    """nginx without further settings calls with our own address as Host, no header of its own, and HTTP/1.0."""
    scope = {"type": "http", "method": "GET", "client": ("127.0.0.1", 1), "headers": [(b"host", b"localhost")]}
    only_here(Request(scope | {"http_version": "1.1"}))
    with pytest.raises(HTTPException, match="403"):
        only_here(Request(scope | {"http_version": "1.0"}))


@pytest.mark.anyio
async def test_the_dashboard_answers_only_on_this_machine(tmp_path: Path) -> None:
    """Until there is a login, another machine sees nothing of it."""
    async with client(tmp_path, "203.0.113.7") as web:
        assert (await web.get("/")).status_code == 403


@pytest.mark.anyio
async def test_ready_only_once_something_is_published(tmp_path: Path) -> None:
    """A fresh database answers 503 to /readyz, and 200 to /metrics."""
    async with client(tmp_path) as web:
        assert (await web.get("/readyz")).status_code == 503
        assert "echoloop_inbox_waiting 0.0" in (await web.get("/metrics")).text


@pytest.mark.anyio
async def test_a_body_over_the_limit_is_413_whatever_its_length_header_claims(tmp_path: Path) -> None:
    """What is streamed without a length is counted while it comes."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 50_000

    async with client(tmp_path) as web:
        form = {"content-type": "application/x-www-form-urlencoded"}
        assert (await web.post("/chat/messages", content=endless(), headers=form)).status_code == 413


@pytest.mark.anyio
async def test_an_unknown_path_is_a_problem_with_a_shape(tmp_path: Path) -> None:
    """Errors are application/problem+json."""
    async with client(tmp_path) as web:
        answer = await web.get("/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
