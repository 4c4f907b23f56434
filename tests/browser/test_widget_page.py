"""The embedded chat in a real browser, on a site of another origin: keyboard, focus, Esc, and who may frame it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, Page, expect

from app.stages import sending
from app.web.server import create_app
from app.wiring import House
from tests.app.web.rating_house import rating_house
from tests.browser.serving import serving
from usecases.deliver import deliver
from usecases.take_turns import take_turns

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SHOP = """<!doctype html><html lang="en"><title>Shop</title><body style="height:200vh">
<a href="#" id="before">a link</a><button onclick="Echoloop.ask('nps')">Your opinion?</button>
<script src="{widget}/widget.js" data-flow="lobby"></script></body></html>"""


@asynccontextmanager
async def shop(folder: Path, *, embed: bool = True) -> AsyncIterator[tuple[House, str]]:
    """A site that embeds the chat, on another host than ours; `embed`: it is named in our settings."""
    site, known = FastAPI(), {"widget": ""}

    @site.get("/", response_class=HTMLResponse)
    def page() -> str:
        return SHOP.format(**known)

    async with serving(site) as there:
        there = there.replace("127.0.0.1", "localhost")
        async with (
            rating_house(folder, embed=(there,) if embed else ("https://else.example",)) as house,
            serving(create_app(house)) as here,
        ):
            known["widget"] = here
            yield house, there


async def work(house: House) -> None:
    """Take the turns that wait and deliver what they say."""
    now = house.clocks.business()
    await take_turns(house.store, reader=house.reader, bundles=house.bundles, new_id=house.new_id, now=now)
    while await deliver(house.store, bots=house.bots, bundles=house.bundles, now=now, sending=sending(house)):
        pass


FOCUSED = (
    "(() => { const e = document.activeElement; const i = e.shadowRoot?.activeElement ?? e;"
    " return i.textContent || i.tagName; })()"
)
"""What has the focus, the widget's own parts included."""


async def focus_on(page: Page, words: str) -> None:
    """Wait for the focus to arrive at what bears these words."""
    await page.wait_for_function(f"words => {FOCUSED} === words", arg=words)


async def test_the_window_opens_and_closes_by_keyboard(tmp_path: Path, browser: Browser) -> None:
    """Enter opens, the focus is inside, Esc closes from outside and inside the frame, the focus goes back."""
    async with shop(tmp_path) as (_, there):
        page = await browser.new_page()
        await page.goto(there)
        launcher = page.get_by_role("button", name="Feedback")
        dialog = page.get_by_role("dialog", name="Your opinion")
        await launcher.focus()
        await page.keyboard.press("Enter")
        await expect(dialog).to_be_visible()
        await focus_on(page, "×")
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await focus_on(page, "Feedback")
        await page.keyboard.press("Enter")
        field = page.frame_locator("iframe").get_by_role("textbox")
        await field.click()
        inside = await (await page.locator("iframe").element_handle()).content_frame()
        assert inside is not None
        await inside.wait_for_function("document.readyState === 'complete'")  # its script listens from now
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await focus_on(page, "Feedback")


async def test_tab_does_not_leave_the_window(tmp_path: Path, browser: Browser) -> None:
    """Behind the open window nothing takes the focus."""
    async with shop(tmp_path) as (_, there):
        page = await browser.new_page()
        await page.goto(there)
        await page.get_by_role("button", name="Your opinion?").click()
        await page.frame_locator("iframe").get_by_role("textbox").wait_for()
        seen = set()
        for _ in range(12):
            await page.keyboard.press("Tab")
            seen.add(await page.evaluate(FOCUSED))
        assert not seen & {"a link", "Your opinion?", "Feedback"}
        await page.get_by_role("button", name="Close").click()
        await focus_on(page, "Your opinion?")


async def test_a_visitor_of_another_site_talks_to_us(tmp_path: Path, browser: Browser) -> None:
    """Welcome, consent, question: the cookie in the frame holds the conversation, over closing and opening."""
    async with shop(tmp_path) as (house, there):
        page = await browser.new_page()
        await page.goto(there)
        await page.get_by_role("button", name="Feedback").click()
        chat = page.frame_locator("iframe")
        await chat.get_by_role("textbox").wait_for()
        await work(house)
        await chat.get_by_role("button", name="Gladly").click()
        await expect(chat.get_by_text("Gladly", exact=False).last).to_be_visible()
        await work(house)
        await expect(chat.get_by_text("How likely are you to recommend Sonnweg")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Feedback").click()
        await expect(chat.get_by_text("How likely are you to recommend Sonnweg")).to_be_visible()


async def test_a_site_that_was_not_named_shows_nothing(tmp_path: Path, browser: Browser) -> None:
    """The browser refuses the frame, so no foreign page can lay itself over our chat."""
    async with shop(tmp_path, embed=False) as (_, there):
        page = await browser.new_page()
        await page.goto(there)
        async with page.expect_console_message(lambda line: "frame-ancestors" in line.text):
            await page.get_by_role("button", name="Feedback").click()
        assert await page.frame_locator("iframe").get_by_role("textbox").count() == 0


async def test_on_a_phone_the_window_fills_the_screen_and_links_end_lines_after_a_slash(
    tmp_path: Path, browser: Browser
) -> None:
    """The same margin on every side, nothing sticks out behind it, and nothing scrolls sideways inside."""
    async with shop(tmp_path) as (_, there):
        page = await browser.new_page(viewport={"width": 360, "height": 740})
        await page.goto(there)
        launcher = page.get_by_role("button", name="Feedback")
        await launcher.click()
        box = await page.get_by_role("dialog", name="Your opinion").bounding_box()
        assert box == {"x": 12, "y": 12, "width": 336, "height": 716}
        await expect(launcher).to_be_hidden()
        field = page.frame_locator("iframe").get_by_role("textbox")
        await field.fill("https://sonnweg.example/reisen/kreta/familienhotel/agia-pelagia C-12")
        await field.press("Enter")
        said = page.frame_locator("iframe").locator(".theirs p")
        await expect(said.locator("wbr")).to_have_count(4)
        await expect(said.locator(".whole")).to_have_text("C-12")
        inside = await (await page.locator("iframe").element_handle()).content_frame()
        assert inside is not None
        assert await inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
