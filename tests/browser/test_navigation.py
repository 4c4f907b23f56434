"""The navigation in a real browser: beside the page on a wide screen, behind a button on a narrow one, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from playwright.async_api import Browser, expect

from app.web.overview import router
from app.web.page_frame import PageFrame
from authoring.experience import Experience
from conversation.flow import Brand
from storage.database import open_store
from storage.migrate import upgrade
from tests.app.web.sample_rows import NOW
from tests.browser.serving import serving

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STATIC = Path(__file__).parents[2] / "app/web/static"


@pytest.mark.parametrize("width", [360, 1400])
async def test_the_pages_are_listed_wide_and_opened_by_keyboard_narrow(
    tmp_path: Path, browser: Browser, width: int
) -> None:
    """Wide: the list is there. Narrow: Enter on the button opens it, Escape closes it, without any script."""
    url = f"sqlite:///{tmp_path / 'pages.db'}"
    upgrade(url)
    store = open_store(url)

    async def experience() -> Experience:
        return Experience(bundle="b", brand=Brand(name="Sonnweg"), flows={})

    app = FastAPI()
    app.include_router(router(PageFrame(store, lambda: NOW, experience)))
    app.mount("/static", StaticFiles(directory=STATIC))
    async with serving(app) as address:
        page = await browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
        await page.goto(f"{address}/?lang=en")
        pages = page.get_by_role("navigation", name="Pages")
        button = page.get_by_role("button", name="Menu")
        if width < 1000:
            await expect(pages).to_be_hidden()
            await button.focus()
            await page.keyboard.press("Enter")
        await expect(pages.get_by_role("link", name="Overview")).to_have_attribute("aria-current", "page")
        await expect(pages).to_be_visible()
        if width < 1000:
            await page.keyboard.press("Escape")
            await expect(pages).to_be_hidden()
        else:
            await expect(button).to_be_hidden()
    await store.close()
