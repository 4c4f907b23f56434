"""The scores page: whether the loop was closed, with figures counted by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.web.page_frame import PageFrame
from app.web.scores import router
from authoring.experience import Experience
from conversation.flow import Brand
from storage.cases import cases
from storage.customers import customers
from storage.database import Store, open_store
from storage.migrate import upgrade
from storage.recoveries import recoveries
from storage.transactions import Transaction
from tests.app.web.sample_rows import NOW

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database."""
    url = f"sqlite:///{tmp_path / 'pages.db'}"
    upgrade(url)
    opened = open_store(url)
    yield opened
    await opened.close()


async def page(store: Store, language: str) -> str:
    """The page as a browser gets it."""

    async def experience() -> Experience:
        return Experience(bundle="b", brand=Brand(name="Sonnweg"), flows={})

    app = FastAPI()
    app.include_router(router(PageFrame(store, lambda: NOW, experience)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as browser:
        answer = await browser.get(f"/scores?lang={language}")
    assert answer.status_code == 200
    return answer.text


def ten_cases(tx: Transaction) -> None:
    """Ten detractors: eight answered after 10, 20 … 80 minutes, six of them solved; one came back as a promoter."""
    tx.execute(customers.insert(), {"id": "ada", "created_at": NOW, "updated_at": NOW})
    opened = NOW - timedelta(days=3)
    for number in range(10):
        answered = opened + timedelta(minutes=10 * (number + 1)) if number < 8 else None
        case = {"id": f"c{number}", "number": number + 1, "customer_id": "ada", "team": "care", "priority": "high"}
        case |= {"opened_at": opened, "first_answer_due_at": opened, "first_answer_at": answered, "reasons": []}
        tx.execute(cases.insert(), case | {"state": "resolved" if number < 6 else "open"})
        kept = {"case_id": f"c{number}", "scale": "nps", "score_before": 3.0, "band_before": "detractor"}
        tx.execute(recoveries.insert(), kept | ({"score_after": 9.0, "band_after": "promoter"} if number == 0 else {}))


async def test_the_closed_loop_is_seen_with_its_doubt(store: Store) -> None:
    """6 of 10 are 60 % (Wilson 31 to 83), all six at the first contact, 45 min in the median, +6.0 points of one."""
    await store.run(ten_cases)
    text = await page(store, "en")
    assert "<b>60 %</b>" in text
    assert "31 … 83" in text
    assert "<b>100 %</b>" in text
    assert "45 min, n = 8" in text
    assert "+6.0 points on average, n = 1; from detractor to promoter: 1" in text
    assert "Kreis geschlossen" in await page(store, "de")


async def test_no_case_makes_no_figure(store: Store) -> None:
    """An empty database says so."""
    assert "No case in this time yet" in await page(store, "en")
