"""Two thousand cases within a minute, Slack throttling; and Slack away for an hour: none is lost or doubled."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import timedelta

import httpx
import pytest

from bots.pace import Pace
from bots.slack_desk import SlackDesk
from conversation.reading import Reading, TopicScore
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from storage.case_dues import case_dues
from storage.cases import cases
from storage.desk_posts import desk_posts
from tests.usecases.house import House
from usecases.show_cases import show_cases
from usecases.show_posts import show_posts
from usecases.watch_cases import watch_cases

pytestmark = pytest.mark.anyio
LATE = Reading(
    sentiment="negative", confidence=0.97, kind="request", topics=(TopicScore("payment_refund", 0.9),), model="m"
)
MANY = 2000


def fast() -> Pace:
    """Slack itself says no here; our own pace waits for nobody."""
    return Pace(overall=(10_000, 1), chat=(10_000, 1), patience_s=0)


async def all_guests(house: House, count: int) -> None:
    """So many strangers complain about the same thing at the same moment."""
    house.reader.readings["Where is my refund"] = LATE
    for start in range(0, count, 200):
        messages = [house.says("Where is my refund", sender=f"guest{number}") for number in range(start, start + 200)]
        await house.receive(*messages)
        await house.turns()


async def posts(client: httpx.AsyncClient) -> list[dict[str, object]]:
    """Everything that stands in all channels."""
    board = (await client.get("/sandbox/slack/channels")).json()
    return [post for channel in board["channels"] for post in channel["posts"]]


async def test_a_storm_is_one_list_and_no_case_is_lost(house: House) -> None:
    """2,000 cases of one cause, Slack throttling: a card for the first ten, one list for all others, each once."""
    await all_guests(house, MANY)
    rows = await house.rows(cases)
    assert len(rows) == len({row["number"] for row in rows}) == MANY
    app = stand_ins(telegram_token="1:x", slack_token="t", slack_secret="s")
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        await client.post("/sandbox/slack/limits", json={"per_second": 1})
        desk = SlackDesk("t", "s", f"{url}/api/", pace=fast())
        for _ in range(60):
            await show_cases(house.store, desk=desk, bundles=house.bundles, now=house.now)
            house.pass_time(seconds=5)
            await client.post("/sandbox/slack/limits", json={"per_second": 1})
        shown = await posts(client)
    marks = Counter(str(post["metadata"]) for post in shown)
    assert max(marks.values()) == 1, "no card stands twice"
    lists = [post for post in shown if "list_id" in str(post["metadata"])]
    assert len(lists) == 1
    assert str(MANY - 10) in str(lists[0]["text"])
    assert len(shown) == 11
    assert not [row for row in await house.rows(cases) if row["card_stale"] and not row["list_id"]]


async def test_a_throttled_storm_slows_no_other_customer(house: House) -> None:
    """While Slack throttles a storm's cards, a customer's message is answered as fast as with no storm."""
    app = stand_ins(telegram_token="1:x", slack_token="t", slack_secret="s")
    await house.hear("hello there", sender="warm")  # the first one loads what later ones have
    calm = await _slowest(house, "calm")
    await all_guests(house, MANY)
    await house.deliver()
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        await client.post("/sandbox/slack/limits", json={"per_second": 1})
        desk = SlackDesk("t", "s", f"{url}/api/")

        async def show() -> None:
            while True:
                await show_cases(house.store, desk=desk, bundles=house.bundles, now=house.now)
                await asyncio.sleep(0)

        showing = asyncio.create_task(show())
        busy = await _slowest(house, "busy")
        showing.cancel()
        await asyncio.wait([showing])
    assert busy < calm + 2.0, f"an answer took {calm:.3f} s before, {busy:.3f} s while the storm was shown"


async def _slowest(house: House, name: str) -> float:
    """The longest of twenty messages' ways from the customer to his answer, in seconds."""
    longest = 0.0
    for number in range(20):
        begun = time.perf_counter()
        assert await house.hear("What are your hours", sender=f"{name}{number}")
        longest = max(longest, time.perf_counter() - begun)
    return longest


async def test_slack_away_for_an_hour_costs_nothing(house: House) -> None:
    """Cases wait, the clock goes on, each warning is said once when Slack is back, a storm's as one line."""
    await all_guests(house, 200)
    nobody = SlackDesk("t", "s", "http://127.0.0.1:9/api/", pace=fast())
    for _ in range(12):
        house.pass_time(minutes=5)
        await watch_cases(house.store, bundles=house.bundles, now=house.now)
        await show_cases(house.store, desk=nobody, bundles=house.bundles, now=house.now)
        await show_posts(house.store, desk=nobody, bundles=house.bundles, now=house.now)
    due = await house.rows(case_dues)
    passed = [row for row in due if row["kind"] == "answer_owner"]
    assert len(passed) == 200
    assert all(row["done_at"] is not None for row in passed), "half of booking's two hours have gone by"
    waiting = [row["key"] for row in await house.rows(desk_posts) if row["key"].startswith("answer_owner")]
    assert len(waiting) == len(set(waiting)) == 11, "ten cases with a card, one list of all others"
    app = stand_ins(telegram_token="1:x", slack_token="t", slack_secret="s")
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        back = SlackDesk("t", "s", f"{url}/api/", pace=fast())
        for _ in range(40):
            house.pass_time(seconds=30)
            await show_cases(house.store, desk=back, bundles=house.bundles, now=house.now)
            await show_posts(house.store, desk=back, bundles=house.bundles, now=house.now)
        shown = Counter(str(post["metadata"]) for post in await posts(client) if post["metadata"])
    assert max(shown.values()) == 1
    assert len(shown) == 11 + 11 + 10, "ten cards and a list, a warning for each, ten customers' words in threads"
    warned = [row for row in await house.rows(desk_posts) if row["key"] in waiting]
    assert {row["state"] for row in warned} == {"sent"}
    for row in await house.rows(cases):
        assert row["first_answer_due_at"] == row["opened_at"] + timedelta(hours=2), "booking's own target"
