"""Takes the README's picture of the demo anew, from the running demo: `python -m tests.browser.take_pictures`.

With a folder, the demo's page also goes there in both languages, light and dark, wide and narrow, to be looked at.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright, expect

from app.demo.opening import open_world
from app.demo.seeding import fill
from app.demo.tour import Tour
from tests.browser.conftest import FLAGS, chromium

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "demo.png"
SIZE = (1480, 740)
WIDE, NARROW = 1480, 390
WORDS = "The room is right above the disco, and the children cannot sleep."
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


async def take(folder: Path | None) -> None:
    """Run the demo with its tour, then picture its page."""
    with tempfile.TemporaryDirectory() as place:
        async with open_world(Path(place) / "demo") as world, async_playwright() as playwright:
            await fill(world)
            await Tour(world, lambda _: None).run()
            browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            page = await _opened(browser, world.sandbox_url, "en", "light", *SIZE)
            await _complain(page)
            await page.screenshot(path=PICTURE)
            await page.context.close()
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
                for language, scheme, width in product(("de", "en"), SCHEMES, (WIDE, NARROW)):
                    page = await _opened(browser, world.sandbox_url, language, scheme, width, 900)
                    await page.screenshot(path=folder / f"demo-{language}-{scheme}-{width}.png", full_page=True)
                    await page.context.close()
            await browser.close()


async def _complain(page: Page) -> None:
    """Emma is not happy on her holiday: her words in WhatsApp, and the desk's new card beside them."""
    whatsapp = page.get_by_role("article", name="WhatsApp")
    await whatsapp.get_by_role("button", name="Worse than expected").last.click()
    await expect(whatsapp.get_by_text("What is wrong?")).to_be_visible()
    await whatsapp.get_by_role("textbox").fill(WORDS)
    await whatsapp.get_by_role("button", name="Send").click()
    await expect(whatsapp.get_by_text("We are on it")).to_be_visible()
    card = page.locator("article.post").first
    await expect(card).to_contain_text(WORDS)
    await expect(card).to_contain_text("We are on it")


async def _opened(browser: Browser, url: str, language: str, scheme: Scheme, width: int, height: int) -> Page:
    """The demo's page with Grace's phone in front, once the desk's cards and her answer are drawn."""
    context = await browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = await context.new_page()
    await page.goto(f"{url}/?lang={language}", wait_until="load")
    await expect(page.locator("article.post").first).to_be_visible()
    telegram = page.get_by_role("article", name="Telegram")
    await telegram.get_by_role("combobox").first.select_option(label="Grace")
    await expect(telegram.get_by_text("refund of 85")).to_be_visible()
    await page.evaluate("document.fonts.ready")
    return page


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
