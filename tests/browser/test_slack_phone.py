"""The Slack phone of the sandbox's page: a person writes, clicks, and finds the open question on the App Home."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.conftest import OpenWorld, world_of

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
__all__ = ["world_of"]


async def test_somebody_talks_to_the_app_in_slack(world_of: OpenWorld, browser: Browser, tmp_path: Path) -> None:
    """START brings a question with buttons; the App Home shows it too; a click there answers it."""
    async with world_of("webhook") as world:
        page = await browser.new_page(viewport={"width": 1500, "height": 1000})
        await page.goto(f"{world.sandbox_url}/?lang=de")
        slack = page.get_by_role("article", name="Slack")
        await slack.get_by_role("textbox").fill("START")
        await slack.get_by_role("button", name="Senden").click()
        asked = slack.locator(".actions button")
        await expect(asked.first).to_be_visible(timeout=20_000)
        label = await asked.first.inner_text()
        await slack.get_by_role("button", name="App-Startseite").click()
        await expect(slack.get_by_role("button", name=label)).to_have_count(1, timeout=20_000)
        await page.screenshot(path=tmp_path / "slack.png")
        await slack.get_by_role("button", name=label).click()
        await slack.get_by_role("button", name="Nachrichten").click()
        await expect(slack.locator(".bubbles li.bot")).not_to_have_count(1, timeout=20_000)
        await page.screenshot(path=tmp_path / "slack-after.png")
