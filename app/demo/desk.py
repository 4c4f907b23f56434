"""The desk in the sandbox's Slack, as a colleague uses it: finds a case's card, clicks, writes into modals."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx

from app.demo.phone import PATIENCE_S, TourError


@dataclass(slots=True)
class DeskScreen:
    """One colleague before Slack, driven over the sandbox's control door."""

    client: httpx.AsyncClient
    who: str

    async def shows(self, case: str, state: str = "", *, on_card: str = "") -> dict[str, Any]:
        """Wait for this case's card (with a word in its line, or on it); returns the post with its channel's id."""
        version = -1
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    screen = await self._screen(version)
                    version = screen["version"]
                    for channel in screen["channels"]:
                        for post in channel["posts"]:
                            mine = post["text"].startswith(f"{case} ") and not post.get("thread")
                            if mine and state in post["text"] and on_card in str(post["blocks"]):
                                return {**post, "channel": channel["id"]}
        except TimeoutError:
            wanted = f" as “{state or on_card}”" if state or on_card else ""
            raise TourError(f"the desk waited for the card of {case}{wanted}") from None

    async def click(self, case: str, action: str) -> None:
        """Click a button of the case's card."""
        await self.click_on(await self.shows(case), action)

    async def click_on(self, card: dict[str, Any], action: str) -> None:
        """Click a button of a card that is on the screen already, without looking again."""
        body = {"channel": card["channel"], "ts": card["ts"], "action_id": action, "user": self.who}
        await self._post("clicks", body)

    async def choose(self, case: str, entry: str, **values: str) -> None:
        """Choose an entry of the card's menu, and fill in and send the modal that it opens."""
        card = await self.shows(case)
        menu = next(each for block in card["blocks"] for each in block.get("elements", []) if "options" in each)
        option = next(each["value"] for each in menu["options"] if each["value"].startswith(f"{entry}:"))
        where = {"channel": card["channel"], "ts": card["ts"], "action_id": "case_more", "option": option}
        await self._post("clicks", where | {"user": self.who})
        if values:
            await self.submit(case, **values)

    async def submit(self, case: str, **values: str) -> None:
        """Send the open modal with these values."""
        modal = (await self._screen(-1))["modals"][-1]
        answer = await self._post(f"modals/{modal['view_id']}", {"values": values})
        if answer.get("errors"):
            raise TourError(f"the desk's modal for {case} was refused: {answer['errors']}")

    async def write_below(self, case: str, text: str) -> None:
        """Write into the thread of the case's card: an internal note."""
        card = await self.shows(case)
        await self._post("threads", {"channel": card["channel"], "ts": card["ts"], "text": text, "user": self.who})

    async def thread(self, case: str) -> list[str]:
        """Everything that stands below the case's card, oldest first."""
        card = await self.shows(case)
        screen = await self._screen(-1)
        posts = next(channel["posts"] for channel in screen["channels"] if channel["id"] == card["channel"])
        return [post["text"] for post in posts if post["thread"] == card["ts"]]

    async def reads(self, case: str, fragment: str) -> str:
        """Wait until this stands in the case's thread."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    for text in await self.thread(case):
                        if fragment in text:
                            return text
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise TourError(f"the thread of {case} never read “{fragment}”: {await self.thread(case)}") from None

    async def write(self, case: str, action: str, **values: str) -> None:
        """Click a button that opens a modal, fill it in, and send it."""
        await self.click(case, action)
        await self.submit(case, **values)

    async def _screen(self, version: int) -> dict[str, Any]:
        """Channels and modals; with a version, as soon as there is something newer."""
        wait = {"version": version, "wait": 2} if version >= 0 else {}
        answer = await self.client.get("/sandbox/slack/channels", params=wait)
        screen: dict[str, Any] = answer.raise_for_status().json()
        return screen

    async def _post(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """One action of the colleague."""
        answer = await self.client.post(f"/sandbox/slack/{action}", json=body)
        if answer.is_error:
            raise TourError(f"the desk's {action.partition('/')[0]} failed: {answer.text}")
        result: dict[str, Any] = answer.json()
        return result
