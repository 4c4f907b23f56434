"""The rating pages over HTTP: plain forms, honest figures, one vote a visitor and day, nothing to frame or forge."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from app.web.post_limit import PER_MINUTE
from app.web.server import create_app
from app.wiring import House
from storage.customers import customers
from storage.outbox import outbox
from storage.pages import page_votes
from storage.responses import answers, responses
from tests.app.web.rating_house import rating_house, team_answers
from tests.usecases.house import FILES
from usecases.prune import prune

pytestmark = pytest.mark.anyio

BASE = "http://127.0.0.1:8710"


@asynccontextmanager
async def visitor(house: House, address: str = "203.0.113.7", **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a network address, that follows redirects and keeps no cookie it is not given."""
    transport = httpx.ASGITransport(create_app(house), client=(address, 1234))
    given = {"accept-language": "en", "user-agent": "Browser"} | headers
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=given, follow_redirects=True) as web:
        yield web


async def test_a_personal_page_asks_takes_and_thanks(tmp_path: Path) -> None:
    """Question, radio buttons, comment; after the post the thanks, the answer in words, and the way to change it."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        page = await web.get("/s/tok")
        assert page.text.count('type="radio"') == 11
        assert "How likely are you to recommend Sonnweg" in page.text
        assert "<script" not in page.text
        done = await web.post("/s/tok", data={"score": "9", "comment": ""})
        assert "What was best?" in done.text
        assert "9 of 10" in done.text
        done = await web.post("/s/tok/reply", data={"text": "the <b>pool</b>"})
        assert "Thank you!" in done.text
        changed = await web.post("/s/tok", data={"score": "8"})
        assert "8 of 10" in changed.text
        scores = await house.store.read(lambda tx: tx.execute(select(answers.c.score, answers.c.text)).all())
        assert sorted(scores, key=str) == sorted([(8.0, ""), (None, "the <b>pool</b>")], key=str)


async def test_a_personal_page_speaks_its_customers_language(tmp_path: Path) -> None:
    """Whatever the browser asks for."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        page = (await web.get("/s/tok-de")).text
    assert '<html lang="de">' in page
    assert "Wie wahrscheinlich empfiehlst du" in page
    assert "Magst du etwas dazu sagen" in page


async def test_a_score_that_is_none_is_asked_for_again(tmp_path: Path) -> None:
    """No score, or one off the scale, is explained and nothing is kept."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        for score in ("", "11", "x", "-1"):
            assert "Please choose an answer." in (await web.post("/s/tok", data={"score": score})).text
        assert "Please choose an answer." in (await web.post("/r/pool", data={"score": "6"})).text
        assert await house.store.read(lambda tx: tx.execute(select(responses.c.id)).all()) == []


async def test_what_leads_nowhere_is_said_kindly(tmp_path: Path) -> None:
    """404 with a page in the visitor's language; a flow that needs a chat leads there."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        for path in ("/s/none", "/r/none"):
            answer = await web.get(path, headers={"accept-language": "de"})
            assert answer.status_code == 404
            assert "Diese Seite gibt es nicht" in answer.text
            assert (await web.post(path, data={"score": "3"})).status_code == 404
        moved = await web.get("/s/hi", follow_redirects=False)
        assert (moved.status_code, moved.headers["location"]) == (303, "/chat?t=hi")


async def test_a_page_nobody_rated_says_so(tmp_path: Path) -> None:
    """No average is made up of nothing."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        assert "not yet rated" in (await web.get("/r/pool")).text
        assert "noch nicht bewertet" in (await web.get("/r/pool?lang=de")).text


async def test_votes_make_an_average_with_its_number(tmp_path: Path) -> None:
    """Three visitors, one figure, written as each language writes it."""
    async with rating_house(tmp_path) as house:
        for number, score in enumerate((5, 4, 4)):
            async with visitor(house, f"203.0.113.{number}") as web:
                await web.post("/r/pool", data={"score": str(score)})
        async with visitor(house, "203.0.113.99") as web:
            assert "4.3 out of 5 · 3 ratings" in (await web.get("/r/pool")).text
            assert "4,3 von 5 · 3 Bewertungen" in (await web.get("/r/pool?lang=de")).text
            assert "not yet rated" in (await web.get("/r/food")).text


async def test_a_visitor_votes_once_a_day_and_may_change_his_mind(tmp_path: Path) -> None:
    """The second vote takes the first one's place, without any cookie; another browser is another visitor."""
    async with rating_house(tmp_path) as house:
        async with visitor(house) as web:
            first = await web.post("/r/pool", data={"score": "1"})
            assert "1 of 5" in first.text
            second = await web.post("/r/pool", data={"score": "5"})
            assert "5.0 out of 5 · one rating" in second.text
            assert not web.cookies
        async with visitor(house, **{"user-agent": "Another"}) as web:
            assert "Change" not in (await web.get("/r/pool")).text
        house.clocks.move(timedelta(days=1))
        async with visitor(house) as web:
            assert "2 ratings" in (await web.post("/r/pool", data={"score": "5"})).text


async def test_behind_a_proxy_on_this_machine_visitors_are_told_apart(tmp_path: Path) -> None:
    """What the proxy adds last counts; what a visitor claims before it, or without a proxy, does not."""
    async with rating_house(tmp_path) as house:
        for told in ("198.51.100.1", "198.51.100.2", "6.6.6.6, 198.51.100.2"):
            async with visitor(house, "127.0.0.1", **{"x-forwarded-for": told}) as web:
                shown = await web.post("/r/pool", data={"score": "5"})
        assert "2 ratings" in shown.text
        for told in ("198.51.100.8", "198.51.100.9"):
            async with visitor(house, **{"x-forwarded-for": told}) as web:
                shown = await web.post("/r/pool", data={"score": "5"})
        assert "3 ratings" in shown.text


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://ask.example", 200), ("https://evil.example", 403), ("http://[::1", 403), ("null", 403)],
)
async def test_a_form_may_come_from_the_public_address(tmp_path: Path, origin: str, status: int) -> None:
    """Where a proxy calls us by another name, the page's own form still works; another site's does not."""
    async with rating_house(tmp_path, public_url="https://ask.example") as house, visitor(house) as web:
        answer = await web.post("/r/pool", data={"score": "5"}, headers={"origin": origin})
        assert answer.status_code == status


async def test_nothing_of_a_visitor_is_kept_but_a_hash_and_that_for_a_day(tmp_path: Path) -> None:
    """Neither address nor browser is stored; the tick after midnight blanks the hash, and the vote stays."""
    async with rating_house(tmp_path) as house:
        async with visitor(house) as web:
            await web.post("/r/pool", data={"score": "5"})
        (row,) = await house.store.read(lambda tx: tx.execute(select(page_votes)).mappings().all())
        assert not re.search(r"203\.0|Browser", str(dict(row)))
        assert len(row["visitor"]) == 32
        house.clocks.move(timedelta(days=1))
        await prune(house.store, wall=house.clocks.wall(), business=house.clocks.business())
        kept = await house.store.read(lambda tx: tx.execute(select(page_votes.c.visitor, page_votes.c.score)).all())
        assert kept == [(None, 5.0)]


async def test_a_page_with_a_flow_asks_on_its_scale_and_leads_on(tmp_path: Path) -> None:
    """The chat's link carries the page's public token, the same one every time."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        links = set()
        for _ in range(2):
            page = (await web.get("/r/lobby")).text
            links |= set(re.findall(r'href="(/chat\?t=[^"&]+)', page))
        assert page.count('type="radio"') == 11
        (link,) = links
        assert (await web.get(link)).status_code == 200


async def test_a_form_of_another_site_changes_nothing(tmp_path: Path) -> None:
    """A foreign Origin, or a cross-site fetch, is refused on every page that takes answers."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        for path in ("/s/tok", "/s/tok/reply", "/r/pool", "/chat/messages"):
            for header in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
                answer = await web.post(path, data={"score": "1", "text": "hi"}, headers=header)
                assert answer.status_code == 403, (path, header)
        assert (await web.post("/r/pool", data={"score": "1"}, headers={"origin": BASE})).status_code == 200


async def test_a_script_is_slowed_down(tmp_path: Path) -> None:
    """Beyond so many posts a minute from one address the page asks for patience; others are not concerned."""
    async with rating_house(tmp_path) as house:
        app = create_app(house)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=("203.0.113.7", 1)), base_url=BASE
        ) as web:
            codes = [(await web.post("/r/pool", data={"score": "1"})).status_code for _ in range(PER_MINUTE + 2)]
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=("203.0.113.8", 1)), base_url=BASE
        ) as web:
            assert (await web.post("/r/pool", data={"score": "1"})).status_code == 303
    assert set(codes[: PER_MINUTE - 1]) == {303}
    assert codes[-1] == 429


async def test_pages_are_not_framed_indexed_or_referred_from(tmp_path: Path) -> None:
    """A token in an address goes neither to a search engine nor, as referrer, to the page of a link."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        headers = (await web.get("/s/tok")).headers
        assert headers["content-security-policy"] == "frame-ancestors 'none'"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-robots-tag"] == "noindex"
        assert headers["cache-control"] == "no-store"
        assert "x-robots-tag" not in (await web.get("/r/pool")).headers


async def test_titles_are_escaped(tmp_path: Path) -> None:
    """A page's title, and what a customer is called, is text and never markup."""
    pages = "echoloop: 1\npages:\n  pool: {de: <script>x</script>, en: <script>x</script>}\n"
    async with rating_house(tmp_path, files=FILES | {"pages.yaml": pages}) as house, visitor(house) as web:
        assert "<script" not in (await web.get("/r/pool")).text


async def test_the_teams_answer_stands_on_the_page_with_a_box_to_write_back(tmp_path: Path) -> None:
    """In her language: who said what and when, escaped; what she writes back stands there too; nothing is cached."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        done = await web.post("/s/tok-de", data={"score": "2", "comment": "Niemand hat uns geholfen"})
        assert "Die Antwort unseres Teams steht dann auf dieser Seite" in done.text
        await team_answers(house, "Das tut uns leid, <b>Bodo</b>.")
        page = await web.get("/s/tok-de")
        assert page.headers["cache-control"] == "no-store"
        assert "Unser Team hat dir geantwortet" in page.text
        assert "Das tut uns leid, &lt;b&gt;Bodo&lt;/" in page.text
        assert re.search(r'<time datetime="2027-06-01T12:00:0\d[^"]*">1\. Juni, 14:00</time>', page.text)
        assert "<script" not in page.text
        done = await web.post("/s/tok-de/reply", data={"text": "Danke, aber <i>wann</i>?"})
        assert "Danke für deine Nachricht" in done.text
        assert "Danke, aber &lt;i&gt;wann" in done.text
        assert "Auch die nächste Antwort steht hier" in done.text


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({}, "sent"),
        ({"sec-fetch-dest": "document", "sec-purpose": "prefetch"}, "sent"),
        ({"sec-fetch-dest": "image"}, "sent"),
        ({"sec-fetch-dest": "document"}, "read"),
    ],
)
async def test_only_a_browser_that_shows_the_page_has_opened_it(
    tmp_path: Path, headers: dict[str, str], outcome: str
) -> None:
    """A preview of the link, a mail filter and a browser that fetches ahead are no reader."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        await web.post("/s/tok", data={"score": "2", "comment": "Nobody helped us"})
        await team_answers(house, "We are sorry.")
        await web.get("/s/tok", headers=headers)
        written = select(outbox.c.outcome).where(outbox.c.step == "desk")
        assert await house.store.read(lambda tx: tx.execute(written).scalars().all()) == [outcome]


async def test_whoever_is_addressed_formally_is_so_here(tmp_path: Path) -> None:
    """The conversation's own words follow the customer's form of address."""
    async with rating_house(tmp_path) as house, visitor(house) as web:
        formal = customers.update().where(customers.c.id == "bodo").values(form="sie")
        await house.store.run(lambda tx: tx.execute(formal))
        waits = await web.post("/s/tok-de", data={"score": "2", "comment": "Niemand hat uns geholfen"})
        assert "Bitte heben Sie den Link auf" in waits.text
        await team_answers(house, "Das tut uns leid.")
        page = (await web.get("/s/tok-de")).text
    for words in ("Unser Team hat Ihnen geantwortet", "<strong>Sie</strong>", "Ihre Nachricht an unser Team"):
        assert words in page
