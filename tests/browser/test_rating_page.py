"""The rating pages in a real browser: without JavaScript, by keyboard, at every width, in light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from app.web.server import create_app
from tests.app.web.rating_house import rating_house, team_answers
from tests.browser.serving import serving

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_a_personal_page_works_without_javascript(tmp_path: Path, browser: Browser) -> None:
    """Score by keyboard, open question, answer, correction: plain forms all the way."""
    async with rating_house(tmp_path) as house, serving(create_app(house)) as address:
        context = await browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
        page = await context.new_page()
        await page.goto(f"{address}/s/tok")
        await page.get_by_role("radio", name="3", exact=True).focus()
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("radio", name="4", exact=True)).to_be_checked()
        await page.get_by_role("button", name="Send").click()
        await page.get_by_role("textbox", name="Your message").fill("Nobody helped")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_text("Thank you!")).to_be_visible()
        await page.get_by_text("Change your answer").click()
        await page.get_by_role("radio", name="9", exact=True).check()
        await page.get_by_role("button", name="Change").click()
        await expect(page.get_by_text("9 of 10")).to_be_visible()
        await context.close()


@pytest.mark.parametrize("width", [320, 1200])
async def test_the_teams_answer_is_read_and_answered_without_javascript(
    tmp_path: Path, browser: Browser, width: int
) -> None:
    """The same link shows the conversation on, fits the screen, and takes what she writes back."""
    async with rating_house(tmp_path) as house, serving(create_app(house)) as address:
        context = await browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
        page = await context.new_page()
        await page.goto(f"{address}/s/tok-de")
        await page.get_by_role("radio", name="2", exact=True).check()
        await page.get_by_role("textbox").fill("Niemand hat uns geholfen")
        await page.get_by_role("button", name="Absenden").click()
        await expect(page.get_by_text("Die Antwort unseres Teams steht dann auf dieser Seite")).to_be_visible()
        await team_answers(house, "Das tut uns leid, Bodo. https://example.com/" + "sehr-lang-" * 20)
        await page.goto(f"{address}/s/tok-de")
        await expect(page.get_by_role("heading", name="Unser Team hat dir geantwortet")).to_be_visible()
        await expect(page.get_by_role("listitem").filter(has_text="Das tut uns leid, Bodo")).to_be_visible()
        await page.get_by_role("textbox", name="Deine Nachricht an unser Team").fill("Danke euch!")
        await page.get_by_role("button", name="Absenden").click()
        await expect(page.get_by_role("listitem").filter(has_text="Danke euch!")).to_be_visible()
        await context.close()
        sized = await browser.new_page(viewport={"width": width, "height": 800})
        await sized.goto(f"{address}/s/tok-de")
        assert await sized.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_public_page_takes_stars_by_keyboard(tmp_path: Path, browser: Browser) -> None:
    """The arrow keys move over the stars, each is read aloud, and the visitor gets no cookie."""
    async with rating_house(tmp_path) as house, serving(create_app(house)) as address:
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{address}/r/pool?lang=en")
        await page.get_by_role("radio", name="1 of 5").focus()
        for _ in range(3):
            await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("radio", name="4 of 5")).to_be_checked()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("4.0 out of 5")).to_be_visible()
        assert await context.cookies() == []
        await context.close()


@pytest.mark.parametrize("width", [320, 820])
@pytest.mark.parametrize("path", ["/s/tok-de", "/s/tok", "/r/pool?lang=de", "/r/lobby?lang=en", "/r/food", "/s/none"])
async def test_pages_fit_every_width(tmp_path: Path, browser: Browser, width: int, path: str) -> None:
    """Nothing scrolls sideways, targets are large enough for a thumb, and the console has nothing to say."""
    complaints: list[str] = []
    async with rating_house(tmp_path) as house, serving(create_app(house)) as address:
        page = await browser.new_page(viewport={"width": width, "height": 800})
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        await page.goto(f"{address}{path}")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small = (
            "[...document.querySelectorAll('.scale label')].filter(l => l.getBoundingClientRect().height < 44).length"
        )
        assert await page.evaluate(small) == 0
    assert [line for line in complaints if "404" not in line] == []
