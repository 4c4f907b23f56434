"""The dashboard in a real browser: it fits every width, and a keyboard gets to its content."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from playwright.async_api import Browser

from app.demo.sample_year import sample_year
from app.web import dashboard
from app.web.navigation import NAVIGATION
from app.web.overview import router
from app.web.page_frame import PageFrame
from authoring.experience import Experience
from conversation.flow import Brand
from storage.database import open_store
from storage.migrate import upgrade
from storage.samples import insert_sample
from tests.app.web.pages import shipped
from tests.app.web.sample_rows import NOW, insert_company
from tests.browser.serving import serving

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STATIC = Path(__file__).parents[2] / "app/web/static"


@pytest.mark.parametrize("width", [360, 820, 1600])
async def test_page_fits_the_width(tmp_path: Path, browser: Browser, width: int) -> None:
    """No sideways scrolling at any width, in the language with the longer words, and no error in the console."""
    url = f"sqlite:///{tmp_path / 'pages.db'}"
    upgrade(url)
    store = open_store(url)
    await store.run(insert_company)

    async def experience() -> Experience:
        return Experience(bundle="b", brand=Brand(name="Sonnweg"), flows={})

    app = FastAPI()
    app.include_router(router(PageFrame(store, lambda: NOW, experience)))
    app.mount("/static", StaticFiles(directory=STATIC))
    complaints: list[str] = []
    async with serving(app) as address:
        page = await browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        await page.goto(f"{address}/?lang=de")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.locator("article.score .figure").count() == 3  # satisfied, NPS and CSAT
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
    await store.close()
    assert complaints == []


@pytest.mark.parametrize("width", [360, 1600])
async def test_every_page_fits_and_has_one_heading(tmp_path: Path, browser: Browser, width: int) -> None:
    """All pages of the navigation, with a year of data: no sideways scrolling, one h1, nothing in the console."""
    url = f"sqlite:///{tmp_path / 'pages.db'}"
    upgrade(url)
    store = open_store(url)
    await store.run(lambda tx: insert_sample(tx, sample_year(NOW)))
    ours = shipped()

    async def experience() -> Experience:
        return ours

    app = FastAPI()
    app.include_router(dashboard.router(PageFrame(store, lambda: NOW, experience)))
    app.mount("/static", StaticFiles(directory=STATIC))
    complaints: list[str] = []
    wide: list[str] = []
    async with serving(app) as address:
        page = await browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        for entry in (entry for group in NAVIGATION for entry in group.entries):
            await page.goto(f"{address}{entry.path}?lang=de")
            if not await page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                wide.append(entry.name)
            assert await page.locator("h1").count() == 1, entry.name
    await store.close()
    assert (complaints, wide) == ([], [])
