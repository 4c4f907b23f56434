"""Opens one page of the dashboard over a real database, as a browser gets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import httpx
from fastapi import APIRouter, FastAPI

from app.web.page_frame import PageFrame
from authoring.experience import Experience
from authoring.load_files import load_files
from authoring.read_experience import read_experience
from journey.money import Money
from storage.database import Store
from tests.app.web.sample_rows import NOW

ROOT = Path(__file__).resolve().parents[3]


def shipped() -> Experience:
    """The experience that lies in the repository."""
    experience, problems = read_experience(load_files(ROOT / "experience"))
    assert experience is not None, problems
    return experience


async def look(
    store: Store,
    router: Callable[[PageFrame], APIRouter],
    path: str,
    *,
    now: datetime = NOW,
    ours: Experience | None = None,
    money: Money | None = None,
) -> str:
    """The page's HTML; the page must answer 200."""
    known = ours or shipped()

    async def experience() -> Experience:
        return known

    app = FastAPI()
    app.include_router(router(PageFrame(store, lambda: now, experience, money=money or Money())))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text
