"""The overview over a real database: figures with doubt, plain words, nothing that a customer typed runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.web.overview import router
from app.web.page_frame import PageFrame
from app.web.score_cards import months_before
from authoring.experience import Experience, Topic
from conversation.flow import Brand
from conversation.steps.step import Wording
from storage.customers import customers
from storage.database import Store, open_store
from storage.migrate import upgrade
from storage.responses import answers
from storage.transactions import Transaction
from tests.app.web.sample_rows import NOW, insert_company

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database."""
    url = f"sqlite:///{tmp_path / 'pages.db'}"
    upgrade(url)
    opened = open_store(url)
    yield opened
    await opened.close()


async def page(store: Store, path: str, **headers: str) -> httpx.Response:
    """The page as a browser gets it."""

    async def experience() -> Experience:
        topics = {"staff_service": Topic(name="staff_service", text=Wording(de="Personal", en="Staff"))}
        return Experience(bundle="b", brand=Brand(name="Sonnweg"), flows={}, topics=topics)

    app = FastAPI()
    app.include_router(router(PageFrame(store, lambda: NOW, experience)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as browser:
        return await browser.get(path, headers=headers)


async def test_empty_database_says_what_to_do_next(store: Store) -> None:
    """A fresh installation shows friendly empty places, no figure made of nothing."""
    answer = await page(store, "/?lang=en")
    assert answer.status_code == 200
    assert "No answers yet" in answer.text
    assert "POST /api/v1/events" in answer.text
    assert 'class="figure"' not in answer.text


async def test_figures_come_with_n_and_interval(store: Store) -> None:
    """Each score names its n, how many are sample data, and its interval."""
    await store.run(insert_company)
    answer = await page(store, "/?lang=en")
    assert "95 % interval" in answer.text
    assert "of them sample data" in answer.text
    assert "Too few answers" in answer.text  # nobody was asked for CES


async def test_german_and_english_by_wish_and_by_browser(store: Store) -> None:
    """?lang= decides, else the browser's language."""
    assert "Offene Vorgänge" in (await page(store, "/", **{"accept-language": "de-AT,en;q=0.5"})).text
    assert "Open cases" in (await page(store, "/", **{"accept-language": "fr,en;q=0.5"})).text
    assert "Open cases" in (await page(store, "/?lang=en", **{"accept-language": "de"})).text


async def test_late_case_and_moved_contact_are_visible(store: Store) -> None:
    """A case past its first answer says so, and a shifted contact names its rule."""
    await store.run(insert_company)
    text = (await page(store, "/?lang=en")).text
    assert "overdue, it was due 35 minutes ago" in text
    assert "quiet hours" in text


async def test_what_customers_type_never_runs(store: Store) -> None:
    """Markup in a name or an answer is shown, not obeyed."""
    await store.run(insert_company)
    await store.run(lambda tx: tx.execute(customers.update().values(first_name="<b>x</b>")))
    await store.run(lambda tx: tx.execute(answers.update().values(text="<script>alert(1)</script>")))
    text = (await page(store, "/")).text
    assert "<script>alert" not in text
    assert "<b>x</b>" not in text
    assert "&lt;script&gt;" in text


async def test_only_the_latest_score_of_a_customer_counts(store: Store) -> None:
    """Who answered twice in the quarter is counted once, with what he said last."""
    await store.run(insert_company)
    before = (await page(store, "/?lang=en")).text

    def again(tx: Transaction) -> None:
        insert = answers.insert().from_select(
            ["id", "response_id", "step", "kind", "scale", "score", "band", "text", "at"],
            answers.select().with_only_columns(
                answers.c.id + "b",
                answers.c.response_id,
                answers.c.step + "_again",
                answers.c.kind,
                answers.c.scale,
                answers.c.score,
                answers.c.band,
                answers.c.text,
                answers.c.at,
            ),
        )
        tx.execute(insert)

    await store.run(again)
    after = (await page(store, "/?lang=en")).text
    assert after.count("n = ") == before.count("n = ")
    assert [line for line in after.splitlines() if "interval" in line] == [
        line for line in before.splitlines() if "interval" in line
    ]


async def test_twelve_months_end_now_and_leave_no_gap() -> None:
    """The months follow each other without gap and end with the present moment."""
    months = months_before(datetime(2027, 1, 31, 12, tzinfo=UTC))
    assert [since.month for since, _ in months] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1]
    assert all(until == since for (_, until), (since, _) in pairwise(months))
    assert months[-1][1] > datetime(2027, 1, 31, 12, tzinfo=UTC)
