"""The embeddable chat: small, asked for by name, framed by the sites that were named and by nobody else."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from app.web.server import create_app
from app.web.webchat import MESSAGES_PER_MINUTE
from app.wiring import House
from storage.inbox import inbox
from tests.app.web.rating_house import rating_house

pytestmark = pytest.mark.anyio

STATIC = Path(__file__).parents[3] / "app/web/static"
SITE = "https://www.example.com"


def browser(house: House) -> httpx.AsyncClient:
    """A browser with cookies of its own."""
    transport = httpx.ASGITransport(create_app(house), client=("203.0.113.7", 1))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8710")


async def starts(house: House) -> list[str]:
    """The tokens visitors came with."""
    messages = await house.store.read(lambda tx: list(tx.execute(select(inbox.c.message)).scalars()))
    return [message["token"] for message in messages if message["kind"] == "start"]


def test_all_that_a_site_loads_is_small() -> None:
    """Widget and chat together stay below 20 kB, without being compressed."""
    assert sum((STATIC / name).stat().st_size for name in ("widget.js", "webchat.js")) < 20_000


async def test_the_script_has_a_short_address_that_may_be_kept(tmp_path: Path) -> None:
    """It is JavaScript, other sites may load it, and a browser asks again after an hour."""
    async with rating_house(tmp_path) as house, browser(house) as web:
        script = await web.get("/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "public, max-age=3600"
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_only_named_sites_frame_the_chat_and_nothing_else(tmp_path: Path) -> None:
    """The header names them on the chat; every other page, with or without embedding, is framed by nobody."""
    async with rating_house(tmp_path, embed=(SITE,)) as house, browser(house) as web:
        assert (await web.get("/chat")).headers["content-security-policy"] == f"frame-ancestors 'self' {SITE}"
        for path in ("/r/pool", "/s/tok", "/", "/static/echoloop.css", "/healthz"):
            assert (await web.get(path)).headers["content-security-policy"] == "frame-ancestors 'none'", path


async def test_without_embedding_nobody_frames_it(tmp_path: Path) -> None:
    """The default, with a first-party cookie."""
    async with rating_house(tmp_path) as house, browser(house) as web:
        chat = await web.get("/chat")
    assert chat.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert chat.headers["set-cookie"].endswith("Path=/chat; HttpOnly; SameSite=Lax")


async def test_an_embedded_chats_cookie_reaches_us_and_follows_nobody(tmp_path: Path) -> None:
    """None and Secure, or browsers would not send it from a frame; Partitioned, or sites could be joined."""
    async with rating_house(tmp_path, embed=(SITE,)) as house, browser(house) as web:
        flags = (await web.get("/chat")).headers["set-cookie"]
    assert flags.endswith("Path=/chat; HttpOnly; SameSite=None; Secure; Partitioned")


@pytest.mark.parametrize("name", ["lobby", "nps"])
async def test_a_site_asks_for_a_page_by_its_name_or_its_flow(tmp_path: Path, name: str) -> None:
    """The visitor comes in by the page's public link, once a day however often the window is opened."""
    async with rating_house(tmp_path) as house, browser(house) as web:
        await web.get(f"/chat?ask={name}&embed=1")
        (token,) = await starts(house)
        assert len(token) == 22


@pytest.mark.parametrize("name", ["pool", "welcome", "post_trip_nps", "../x", ""])
async def test_what_is_not_offered_cannot_be_asked_for(tmp_path: Path, name: str) -> None:
    """A flow that no page leads to does not start, whatever a site writes; the chat opens all the same."""
    async with rating_house(tmp_path) as house, browser(house) as web:
        assert (await web.get("/chat", params={"ask": name, "embed": "1"})).status_code == 200
        assert await starts(house) == []


async def test_an_embedded_chat_stays_embedded_without_javascript(tmp_path: Path) -> None:
    """The form leads back into the small window's page."""
    async with rating_house(tmp_path) as house, browser(house) as web:
        page = await web.get("/chat?embed=1&lang=en")
        assert 'name="embed" value="1"' in page.text
        sent = await web.post("/chat/messages", data={"text": "hi", "lang": "en", "embed": "1"})
    assert sent.headers["location"] == "/chat?lang=en&embed=1"


async def test_a_flood_of_messages_is_slowed_down(tmp_path: Path) -> None:
    """Beyond so many a minute from one address nothing is stored, and the answer says to wait."""
    async with rating_house(tmp_path) as house, browser(house) as web:
        codes = [
            (await web.post("/chat/messages", data={"text": ""})).status_code for _ in range(MESSAGES_PER_MINUTE + 1)
        ]
    assert (set(codes[:-1]), codes[-1]) == ({303}, 429)
