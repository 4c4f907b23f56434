"""`echoloop link`: for one customer, for a mailing, for everybody; what is refused is named line by line."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.contacts import contacts
from storage.customers import customers, link_tokens
from storage.database import open_store
from tests.app.cli.conftest import Echoloop

NOW = datetime(2027, 3, 1, tzinfo=UTC)
URL = "sqlite:///var/echoloop.db"


def meet(*numbers: str) -> None:
    """Customers of the company, each with a contact of the journey trip."""
    people = [{"id": f"id-{number}", "external_id": number, "created_at": NOW, "updated_at": NOW} for number in numbers]
    planned = [
        {
            "id": f"c-{number}", "customer_id": f"id-{number}", "journey": "trip", "contact": "x", "flow": "welcome",
            "purpose": "survey", "due_at": NOW, "planned_for": NOW, "created_at": NOW,
        }
        for number in numbers
    ]  # fmt: skip

    async def work() -> None:
        store = open_store(URL)
        await store.run(lambda tx: (tx.execute(customers.insert(), people), tx.execute(contacts.insert(), planned)))
        await store.close()

    asyncio.run(work())


def tokens() -> list[str]:
    """All tokens that were made."""

    async def work() -> list[str]:
        store = open_store(URL)
        found = await store.read(lambda tx: list(tx.execute(select(link_tokens.c.token)).scalars()))
        await store.close()
        return found

    return asyncio.run(work())


@pytest.fixture
def ready(echoloop: Echoloop) -> Echoloop:
    """An installation with something published and three customers."""
    echoloop("migrate")
    echoloop("publish")
    meet("K-1", "K-2", "K-3")
    return echoloop


def rows(text: str) -> list[dict[str, str]]:
    """A CSV file's lines."""
    return list(csv.DictReader(io.StringIO(text)))


def test_one_customer_gets_a_link_on_every_channel_that_is_set_up(ready: Echoloop) -> None:
    """Here the web chat and the rating page, with one token; --channel picks one."""
    done = ready("link", "K-1", "--flow", "post_trip_nps")
    assert done.returncode == 0
    links = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert set(links) == {"webchat", "page"}
    (token,) = tokens()
    assert len(token) == 64
    assert all(url.endswith(token) for url in links.values())
    assert ready("link", "K-1", "--channel", "page").stdout.startswith("page: http")
    assert "There are: webchat, page" in ready("link", "K-1", "--channel", "telegram").stderr


def test_who_is_not_known_gets_none(ready: Echoloop) -> None:
    """Everything wrong with the wish is said at once, with the way out."""
    done = ready("link", "K-9", "--flow", "wlcome", "--purchase", "B-1")
    assert done.returncode == 1
    assert all(word in done.stderr for word in ("customer is not known", "flow is not published", "purchase"))
    assert tokens() == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.csv", "external_id,name\nK-1,Ada\nK-9,Eve\nK-2,Bo\n"),
        ("german.csv", "\ufeffname;external_id\nAda;K-1\nEve;K-9\nBo;K-2\n"),
        ("list.jsonl", '{"external_id": "K-1"}\n{"external_id": "K-9"}\n{"external_id": "K-2"}\n'),
        ("plain.txt", "K-1\nK-9\n\nK-2\n"),
    ],
)
def test_a_mailing_gets_a_line_a_link_and_refusals_by_name(ready: Echoloop, folder: Path, name: str, text: str) -> None:
    """Whatever the list's shape: who is known gets links, who is not is named with his line."""
    (folder / name).write_text(text, encoding="utf-8")
    done = ready("link", "--from", name, "--csv", "links.csv", "--channel", "webchat")
    assert done.returncode == 1
    assert re.search(r"line \d: K-9: customer is not known", done.stderr)
    assert "1 of 3 customers got no link" in done.stderr
    made = rows((folder / "links.csv").read_text(encoding="utf-8"))
    assert [(row["external_id"], row["channel"]) for row in made] == [("K-1", "webchat"), ("K-2", "webchat")]
    assert {row["url"].rpartition("=")[2] for row in made} == set(tokens())
    assert (folder / "links.csv").stat().st_mode & 0o077 == 0


def test_a_journeys_customers_at_once(ready: Echoloop) -> None:
    """Everybody whom the journey contacts, to standard output."""
    done = ready("link", "--journey", "trip", "--channel", "page")
    assert (done.returncode, [row["external_id"] for row in rows(done.stdout)]) == (0, ["K-1", "K-2", "K-3"])
    assert "There is no journey tripp" in ready("link", "--journey", "tripp").stderr


def test_a_flow_of_its_own_a_line(ready: Echoloop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list from standard input may name another flow for a customer."""
    line = json.dumps({"external_id": "K-1", "flow": "no_such_flow"})
    monkeypatch.setattr(sys, "stdin", io.StringIO(f'{line}\n{{"external_id": "K-2"}}\n'))
    done = ready("link", "--from", "-")
    assert "line 1: K-1: flow is not published" in done.stderr
    assert {row["external_id"] for row in rows(done.stdout)} == {"K-2"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is empty"),
        ("name,mail\nAda,a@example.com\n", "there is no external_id"),
        ('{"external_id": \n', "no JSON"),
    ],
)
def test_a_list_that_is_none_makes_no_link(ready: Echoloop, folder: Path, text: str, complaint: str) -> None:
    """The file, the line and the way out are named; nothing is made."""
    (folder / "list.csv").write_text(text, encoding="utf-8")
    done = ready("link", "--from", "list.csv")
    assert done.returncode == 2
    assert complaint in done.stderr
    assert tokens() == []


def test_a_place_that_cannot_be_written_is_found_before_any_link_is_made(ready: Echoloop) -> None:
    """Tokens that nobody would ever see are not made."""
    done = ready("link", "--journey", "trip", "--csv", "no/such/folder.csv")
    assert (done.returncode, "cannot be written" in done.stderr) == (2, True)
    assert tokens() == []


def test_codes_as_svg_png_and_here(ready: Echoloop, folder: Path) -> None:
    """One file a channel, or one file; another ending is refused."""
    assert ready("link", "K-1", "--qr", "code.svg").returncode == 0
    assert {path.name for path in folder.glob("code*")} == {"code.webchat.svg", "code.page.svg"}
    assert "<svg" in (folder / "code.page.svg").read_text(encoding="utf-8")
    assert ready("link", "K-1", "--channel", "page", "--qr", "one.png").returncode == 0
    assert (folder / "one.png").read_bytes().startswith(b"\x89PNG")
    assert len(ready("link", "K-1", "--channel", "page", "--qr", "-").stdout.splitlines()) > 10
    assert "End its name in .svg or .png" in ready("link", "K-1", "--channel", "page", "--qr", "one.gif").stderr


def test_public_links_stay_the_same_and_have_a_poster(ready: Echoloop, folder: Path) -> None:
    """A page without a flow has its address alone; the poster carries question, code, brand and privacy note."""
    first = ready("link", "--public", "travel_desk", "--poster", "poster.html", "--lang", "en")
    assert first.returncode == 0
    assert first.stdout == ready("link", "--public", "travel_desk").stdout
    assert first.stdout.startswith("page: http://127.0.0.1:8710/r/travel_desk")
    poster = (folder / "poster.html").read_text(encoding="utf-8")
    for part in ("How was the advice at our travel desk?", "<svg", "Sonnweg", "https://sonnweg.example/datenschutz"):
        assert part in poster
    assert '<html lang="en">' in poster
    assert "Der Code" not in poster
    ready("link", "--public", "travel_desk", "--poster", "poster.html")
    assert "Scanne den Code" in (folder / "poster.html").read_text(encoding="utf-8")
    assert "there are: travel_desk" in ready("link", "--public", "travel").stderr
    assert "does not speak fr" in ready("link", "--public", "travel_desk", "--poster", "p.html", "--lang", "fr").stderr


def test_a_page_with_a_flow_opens_chats_too(ready: Echoloop, folder: Path) -> None:
    """The messenger's link carries the page's token, the same every time; the poster may lead there."""
    pages = folder / "experience" / "pages.yaml"
    pages.write_text(
        pages.read_text(encoding="utf-8") + "  stay: {de: Wie?, de_sie: Wie?, en: How?, flow: post_trip_nps}\n",
        encoding="utf-8",
    )
    assert ready("publish").returncode == 0
    first = ready("link", "--public", "stay", "--poster", "poster.html", "--channel", "webchat")
    assert re.fullmatch(r"webchat: http://127.0.0.1:8710/chat\?t=[\w-]{22}\n", first.stdout)
    assert first.stdout == ready("link", "--public", "stay", "--channel", "webchat").stdout
    assert "öffnet einen Chat" in (folder / "poster.html").read_text(encoding="utf-8")


def test_for_whom_must_be_said(ready: Echoloop) -> None:
    """Nobody, or two answers at once, is wrong usage."""
    for words in ((), ("K-1", "--public", "travel_desk")):
        done = ready("link", *words)
        assert (done.returncode, "Say for whom" in done.stderr) == (2, True)
