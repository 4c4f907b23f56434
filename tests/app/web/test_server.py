"""The HTTP application: what every door shares."""

from __future__ import annotations

import httpx
import pytest

from app.clock import Clocks
from app.settings import Settings
from app.web.server import create_app
from app.wiring import House


def client(address: str = "127.0.0.1", **settings: object) -> httpx.AsyncClient:
    """A client that calls from `address`."""
    house = House(settings=Settings(_env_file=None, **settings), clocks=Clocks())  # type: ignore[arg-type]
    transport = httpx.ASGITransport(create_app(house), client=(address, 1234))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8710")


@pytest.mark.anyio
async def test_healthz_answers() -> None:
    """A living process says so."""
    async with client() as web:
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
    ],
)
async def test_docs_answer_only_on_this_machine(address: str, headers: dict[str, str], status: int) -> None:
    """Neither another machine, nor a proxy, nor a foreign name for this machine sees them."""
    async with client(address) as web:
        assert (await web.get("/docs", headers=headers)).status_code == status


@pytest.mark.anyio
async def test_an_unknown_path_is_a_problem_with_a_shape() -> None:
    """Errors are application/problem+json."""
    async with client() as web:
        answer = await web.get("/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
