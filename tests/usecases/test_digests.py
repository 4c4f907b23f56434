"""Digests and alerts: the right figures, once a period whoever ticks, in the team's language, seen in Slack."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from bots.slack_desk import SlackDesk
from sandbox.loopback import served
from sandbox.slack_methods import check_blocks
from sandbox.stand_ins import stand_ins
from storage.customers import customers
from storage.desk_posts import desk_posts
from storage.responses import answers, readings, responses
from storage.transactions import Transaction
from tests.usecases.house import FILES, House
from usecases.post_digests import post_digests
from usecases.publish_bundle import Published, publish
from usecases.show_posts import show_posts
from usecases.watch_scores import watch_scores

pytestmark = pytest.mark.anyio

MONDAY = datetime(2027, 6, 7, 6, 0, tzinfo=UTC)  # 8 o'clock in Berlin
DESK = """
echoloop: 1
teams:
  care: {channel: "#care", language: de}
  booking:
    channel: "#booking"
    language: en
    digest: {channel: "#booking-news", at: "07:30", zone: Europe/London, daily: false}
digests: {at: "08:00", weekly_on: mon}
"""
HOSTILE = "Ruf mich an: +49 170 1234567 <!channel> <https://evil.example|hier>, der Transfer war furchtbar!"


async def publish_desk(house: House, desk: str = DESK) -> None:
    """The small experience with this desk."""
    assert isinstance(await publish(house.store, {**FILES, "desk.yaml": desk}, who="test", now=house.now), Published)


async def answered(
    house: House, scores: list[int], at: datetime, *, text: str = "", topics: tuple[str, ...] = ()
) -> None:
    """So many customers answer the recommendation question, each with the same words."""

    def rows(tx: Transaction) -> None:
        for score in scores:
            who, response, answer = house.new_id(), house.new_id(), house.new_id()
            band = "promoter" if score > 8 else "passive" if score > 6 else "detractor"
            tx.execute(insert(customers).values(id=who, first_name="Ada", created_at=at, updated_at=at, attributes={}))
            base: dict[str, Any] = {"id": response, "customer_id": who, "flow": "nps", "channel": "telegram"}
            tx.execute(insert(responses).values(**base, state="completed", started_at=at))
            given = {"response_id": response, "at": at}
            tx.execute(
                insert(answers).values(
                    id=answer, step="recommend", kind="ask_score", scale="nps", score=score, band=band, **given
                )
            )
            if text:
                said = house.new_id()
                tx.execute(insert(answers).values(id=said, step="why", kind="ask_text", text=text, **given))
                seen = {"sentiment": "negative" if score < 7 else "positive", "confidence": 0.9, "kind": "feedback"}
                named = [{"topic": topic, "confidence": 0.9} for topic in topics]
                tx.execute(
                    insert(readings).values(id=house.new_id(), answer_id=said, topics=named, model="m", at=at, **seen)
                )

    await house.store.run(rows)


async def test_a_digest_comes_once_though_several_tick(house: House) -> None:
    """Before its hour nothing, then one post a team and week, however many schedulers tick and restart."""
    await publish_desk(house)
    await answered(house, [9, 10, 9, 3, 8, 9], MONDAY - timedelta(days=2))
    assert await post_digests(house.store, bundles=house.bundles, now=MONDAY - timedelta(hours=1)) == 0
    ticks = [post_digests(house.store, bundles=house.bundles, now=MONDAY + timedelta(minutes=m)) for m in (31, 31, 32)]
    assert sum(await asyncio.gather(*ticks)) == 2
    assert await post_digests(house.store, bundles=house.bundles, now=MONDAY + timedelta(hours=5)) == 0
    rows = await house.rows(desk_posts)
    assert sorted((row["key"], row["place"]) for row in rows) == [
        ("digest:booking:week:2027-06-07", "#booking-news"),
        ("digest:care:week:2027-06-07", "#care"),
    ]


async def test_teams_without_daily_digests_get_the_week_alone(house: House) -> None:
    """On Tuesday care reads of Monday; booking waits for next Monday; a digest half a day late is left out."""
    await publish_desk(house)
    tuesday = MONDAY + timedelta(days=1)
    await answered(house, [9, 2], MONDAY + timedelta(hours=3))
    assert await post_digests(house.store, bundles=house.bundles, now=tuesday + timedelta(hours=13)) == 0
    assert await post_digests(house.store, bundles=house.bundles, now=tuesday) == 1
    assert [row["key"] for row in await house.rows(desk_posts)] == ["digest:care:day:2027-06-08"]


async def test_nothing_to_tell_is_not_told(house: House) -> None:
    """A silent day leaves no post, and the next tick does not count it again."""
    await publish_desk(house)
    assert await post_digests(house.store, bundles=house.bundles, now=MONDAY) == 0
    assert {row["state"] for row in await house.rows(desk_posts)} == {"sent"}


async def test_quotes_are_not_kept_once_they_stand_in_slack(house: House) -> None:
    """A sent digest leaves its key and no customer's words, so that erasing one need not look for them here."""
    await publish_desk(house)
    await answered(house, [3], MONDAY - timedelta(days=3), text=HOSTILE, topics=("transfer",))
    assert await post_digests(house.store, bundles=house.bundles, now=MONDAY) == 1
    assert "furchtbar" in str((await house.rows(desk_posts))[0]["body"])
    async with served(stand_ins(telegram_token="1:x", slack_token="t", slack_secret="s")) as url:
        await show_posts(house.store, desk=SlackDesk("t", "s", f"{url}/api/"), bundles=house.bundles, now=MONDAY)
    [row] = await house.rows(desk_posts)
    assert (row["state"], row["body"]) == ("sent", {})


async def test_the_figures_are_right_and_quotes_are_masked_in_slack(house: House) -> None:
    """Of 4 promoters, 1 passive, 1 detractor NPS is 50; the picture is in the thread, nothing mentions."""
    await publish_desk(house)
    week = MONDAY - timedelta(days=3)
    await answered(house, [9, 10, 9, 10, 8], week)
    await answered(house, [3], week, text=HOSTILE, topics=("transfer",))
    await post_digests(house.store, bundles=house.bundles, now=MONDAY + timedelta(hours=1))
    app = stand_ins(telegram_token="1:x", slack_token="t", slack_secret="s")
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        desk = SlackDesk("t", "s", f"{url}/api/")
        for _ in range(3):
            house.now = MONDAY + timedelta(hours=2)
            await show_posts(house.store, desk=desk, bundles=house.bundles, now=house.now)
        board = (await client.get("/sandbox/slack/channels")).json()
        posts = {channel["name"]: channel["posts"] for channel in board["channels"]}
        german, picture = posts["care"]
        picture_bytes = (await client.get(picture["pictures"][0])).content
    text = str(german["blocks"])
    check_blocks(german["blocks"], 50)
    assert "+50 (95 %: " in text
    assert "n = 6" in text
    assert "Die Woche bei care" in text
    assert "<!channel>" not in text
    assert "+49" not in text
    assert "[phone]" in text
    assert "The week at booking" in str(posts["booking-news"][0]["blocks"])
    assert picture["thread"] == german["ts"]
    assert picture_bytes.startswith(b"\x89PNG")


async def test_a_refused_picture_doubles_no_digest(house: House) -> None:
    """Where Slack refuses the file the words stand once, and the picture follows when it is taken."""
    await publish_desk(house)
    await answered(house, [9, 10, 9, 10, 8], MONDAY - timedelta(days=3))
    await post_digests(house.store, bundles=house.bundles, now=MONDAY)
    app = stand_ins(telegram_token="1:x", slack_token="t", slack_secret="s")
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        desk = SlackDesk("t", "s", f"{url}/api/")
        fault = {"method": "files.getUploadURLExternal", "kind": "channel_not_found", "times": 2}
        await client.post("/sandbox/slack/faults", json=fault)
        for minutes in (1, 12, 23, 34):
            now = MONDAY + timedelta(minutes=minutes)
            await show_posts(house.store, desk=desk, bundles=house.bundles, now=now)
        board = (await client.get("/sandbox/slack/channels")).json()
    (care,) = [channel["posts"] for channel in board["channels"] if channel["name"] == "care"]
    assert [bool(post["pictures"]) for post in care] == [False, True]


async def test_a_drop_is_told_once_a_week(house: House) -> None:
    """NPS 100 of 40 falls to -100 of 20: told at the first tick after 8 o'clock, not at the next ones of that week."""
    await publish_desk(house)
    await answered(house, [10] * 40, MONDAY - timedelta(days=20))
    await answered(house, [1] * 20, MONDAY - timedelta(days=2))
    assert await watch_scores(house.store, bundles=house.bundles, now=MONDAY - timedelta(hours=2)) == 0
    assert await watch_scores(house.store, bundles=house.bundles, now=MONDAY) == 2
    for hours in (1, 24, 25, 48):
        assert await watch_scores(house.store, bundles=house.bundles, now=MONDAY + timedelta(hours=hours)) == 0
    told = {row["place"]: row["body"]["text"] for row in await house.rows(desk_posts) if row["body"]}
    assert "NPS ist wirklich gefallen: −100 nach +100" in told["#care"]
    assert "NPS has really dropped" in told["#booking-news"]


async def test_a_spike_is_told_at_any_hour_and_once(house: House) -> None:
    """Nine of nine comments name the transfer, none of 40 before did; the alerts' channel hears it."""
    await publish_desk(house, DESK.replace("weekly_on: mon}", 'weekly_on: mon, alerts: "#cx"}'))
    await answered(
        house, [9] * 40, MONDAY - timedelta(days=10), text="Das Essen war wirklich wunderbar", topics=("food",)
    )
    await answered(
        house, [3] * 9, MONDAY - timedelta(hours=5), text="Der Transfer kam nicht, wir standen da", topics=("transfer",)
    )
    night = MONDAY - timedelta(hours=4)
    assert await watch_scores(house.store, bundles=house.bundles, now=night) == 1
    assert await watch_scores(house.store, bundles=house.bundles, now=night + timedelta(hours=1)) == 0
    (row,) = [row for row in await house.rows(desk_posts) if row["body"]]
    assert row["place"] == "#cx"
    assert "„transfer“ in 9 von 9 Kommentaren" in row["body"]["text"]
