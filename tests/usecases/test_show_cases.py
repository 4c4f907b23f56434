"""Cards follow their cases over real HTTP: posted once, last state wins, nothing lost when Slack is away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bots.case_actions import AnswerCustomer, CaseAction, Claim, Note
from bots.slack_desk import SlackDesk
from conversation.payload import pack
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from storage.cases import cases
from storage.sessions import sessions
from tests.usecases.house import FILES, House
from tests.usecases.test_work_case import ANGRY, case_of, work
from usecases.publish_bundle import Published, publish
from usecases.show_cases import show_cases

pytestmark = pytest.mark.anyio


async def nothing(action: CaseAction, slack_id: str) -> str:
    """Nobody clicks here."""
    return ""


class Slack:
    """The stand-in and the desk that shows cases in it."""

    def __init__(self, client: httpx.AsyncClient, desk: SlackDesk, house: House) -> None:
        self.client, self.desk, self.house = client, desk, house

    async def show(self) -> int:
        """One tick."""
        return await show_cases(self.house.store, desk=self.desk, bundles=self.house.bundles, now=self.house.now)

    async def posts(self) -> list[dict[str, Any]]:
        """All cards, with their channel's name."""
        board = (await self.client.get("/sandbox/slack/channels")).json()
        return [post | {"channel": channel["name"]} for channel in board["channels"] for post in channel["posts"]]

    async def trouble(self, kind: str, seconds: float = 1) -> None:
        """Order an error of the next call."""
        body = {"method": "*", "kind": kind, "seconds": seconds}
        await self.client.post("/sandbox/slack/faults", json=body)


@pytest.fixture
async def slack(house: House) -> AsyncIterator[Slack]:
    """A desk on loopback."""
    async with (
        served(stand_ins(telegram_token="1:x", slack_token="xoxb-t", slack_secret="s")) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        yield Slack(client, SlackDesk("xoxb-t", "s", f"{url}/api/", act=nothing, timeout_s=1), house)


async def test_a_case_appears_in_its_teams_channel_with_all_that_matters(house: House, slack: Slack) -> None:
    """Score, words, reading, reasons and what was said; a second tick has nothing to do."""
    await case_of(house)
    assert await slack.show() == 1
    [card] = await slack.posts()
    assert card["channel"] == "care"
    drawn = str(card["blocks"])
    for part in ("NPS 2/10 (Kritiker)", "The driver shouted at us", "97%", "to_a_person", "What went wrong?"):
        assert part in drawn, part
    assert await slack.show() == 0


async def test_a_team_reads_its_own_language(house: House, slack: Slack) -> None:
    """A team whose language is English reads English bands on a card of the same German brand."""
    desk = FILES["desk.yaml"].replace('{channel: "#care"', '{language: en, channel: "#care"')
    assert desk != FILES["desk.yaml"]
    assert isinstance(await publish(house.store, {**FILES, "desk.yaml": desk}, who="test", now=house.now), Published)
    await case_of(house)
    await slack.show()
    [card] = await slack.posts()
    assert "(detractor)" in str(card["blocks"])
    assert "Kritiker" not in str(card["blocks"])


async def test_the_token_of_a_personal_link_is_not_on_the_card(house: House, slack: Slack) -> None:
    """Who opens the bot by a personal link sends its token as text; the team reads "/start" alone."""
    house.reader.readings["The driver shouted at us"] = ANGRY
    await house.hear("/start sEcReTtOkEn", kind="start", token="sEcReTtOkEn")
    await house.hear("gladly")
    await house.hear("The driver shouted at us")
    await slack.show()
    [card] = await slack.posts()
    drawn = str(card["blocks"])
    assert "sEcReTtOkEn" not in drawn
    assert "/start" in drawn


async def test_a_tap_is_told_by_its_answer(house: House, slack: Slack) -> None:
    """The team reads what was tapped, not how the button was packed."""
    house.reader.readings["The driver shouted at us"] = ANGRY
    await house.ask("nps")
    [session] = [row for row in await house.rows(sessions) if row["flow"] == "nps"]
    house.pass_time(seconds=1)
    await house.hear("", kind="button", button=pack(session["id"], "recommend", "2"))
    house.pass_time(seconds=1)
    await house.hear("The driver shouted at us")
    await slack.show()
    [card] = await slack.posts()
    drawn = str(card["blocks"])
    assert session["id"] not in drawn
    assert "recommend:2" not in drawn
    assert "*jemand ohne Namen* 2\\n" in drawn


async def test_the_last_state_wins_in_the_same_message(house: House, slack: Slack) -> None:
    """Claim, note and answer become one changed card."""
    case_id = await case_of(house)
    await slack.show()
    await work(house, Claim(case_id, "kim"))
    await work(house, Note(case_id, "kim", "called twice"))
    await work(house, AnswerCustomer(case_id, "kim", "Sorry, Ada.", key="1"))
    await house.deliver()
    assert await slack.show() == 1
    [card] = await slack.posts()
    drawn = str(card["blocks"])
    assert card["edited"]
    for part in ("kim", "called twice", "Sorry, Ada."):
        assert part in drawn, part
    assert "case_claim" not in drawn


async def test_throttling_postpones_the_card_and_loses_nothing(house: House, slack: Slack) -> None:
    """The card waits as long as Slack asks, then comes."""
    await case_of(house)
    await slack.trouble("throttled", seconds=30)
    assert await slack.show() == 1
    assert await slack.show() == 0
    [case] = await house.rows(cases)
    assert case["card_retry_at"] == house.now + timedelta(seconds=30)
    house.pass_time(seconds=31)
    assert await slack.show() == 1
    assert len(await slack.posts()) == 1


async def test_a_lost_answer_does_not_double_the_card(house: House, slack: Slack) -> None:
    """The post arrived, its answer did not: the next tick finds the card and goes on with it."""
    await case_of(house)
    await slack.trouble("timeout", seconds=1.5)
    await slack.show()
    house.pass_time(seconds=10)
    await slack.show()
    assert len(await slack.posts()) == 1
    [case] = await house.rows(cases)
    assert case["card_ts"]
    assert not case["card_stale"]


async def test_a_missing_channel_is_tried_again_later(house: House, slack: Slack) -> None:
    """Until a person has mended the channel the card waits, ten minutes at a time."""
    await case_of(house)
    await slack.trouble("channel_not_found")
    await slack.show()
    assert await slack.show() == 0
    house.pass_time(minutes=11)
    await slack.show()
    assert len(await slack.posts()) == 1


async def test_what_changes_while_the_card_is_under_way_keeps_it_stale(
    house: House, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note written during the call is not lost from the card."""
    case_id = await case_of(house)
    show = slack.desk.show

    async def slowly(*given: Any, **more: Any) -> Any:
        shown = await show(*given, **more)
        await work(house, Note(case_id, "kim", "in between"))
        return shown

    monkeypatch.setattr(slack.desk, "show", slowly)
    await slack.show()
    [case] = await house.rows(cases)
    assert case["card_stale"]
    monkeypatch.undo()
    await slack.show()
    [card] = await slack.posts()
    assert "in between" in str(card["blocks"])
