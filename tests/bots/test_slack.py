"""Slack for customers, over real HTTP against the stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import anyio
import httpx
import pytest

from bots.outcome import AddressDead, InDoubt, Refused, RetryLater, SendOutcome, Sent
from bots.slack import SlackBot
from conversation.messages import Choice, Inbound, Prompt
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins
from tests.bots.conftest import SECRET
from tests.bots.contract.slack_rig import NOW, SLACK_TOKEN, USER, signed

pytestmark = pytest.mark.anyio
SCALE = tuple(Choice(str(score), str(score), f"session00001:recommend:{score}") for score in range(11))
Rig = tuple[SlackBot, httpx.AsyncClient]


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """The bot, and the stand-in with Anna in the workspace."""
    app = stand_ins(telegram_token="1:x", slack_token=SLACK_TOKEN, slack_secret=SECRET)
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        await client.post("/sandbox/slack/people", json={"name": "anna"})
        yield SlackBot(SLACK_TOKEN, SECRET, f"{url}/api/", timeout_s=1), client


async def send(bot: SlackBot, text: str = "Hallo", key: str = "row-1", address: str = USER) -> SendOutcome:
    """One try of one row."""
    return await bot.send(address, Prompt(template=text, choices=SCALE, layout="scale"), key=key, now=NOW)


async def posts(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    """What stands in direct conversations."""
    channels = (await client.get("/sandbox/slack/channels")).json()["channels"]
    return [post for channel in channels for post in channel["posts"]]


async def trouble(client: httpx.AsyncClient, kind: str, seconds: float = 1) -> None:
    """Order an error for the next message."""
    wish = {"method": "chat.postMessage", "kind": kind, "seconds": seconds}
    await client.post("/sandbox/slack/faults", json=wish)


def test_a_request_older_than_five_minutes_is_a_replay() -> None:
    """Signed, but stale, or from the future: refused; without a secret nothing is believed."""
    bot, request = SlackBot(SLACK_TOKEN, SECRET), signed("{}")
    assert bot.verify(request, NOW + timedelta(seconds=299))
    assert not bot.verify(request, NOW + timedelta(seconds=301))
    assert not bot.verify(request, NOW - timedelta(seconds=301))
    assert not SlackBot(SLACK_TOKEN).verify(signed("{}", ""), NOW)


async def test_a_message_whose_answer_was_lost_is_found_and_not_doubled(rig: Rig) -> None:
    """In doubt; the next try with the same key finds it by its metadata."""
    bot, client = rig
    await trouble(client, "timeout", 1.5)
    assert isinstance(await send(bot), InDoubt)
    again = await send(bot)
    (post,) = await posts(client)
    assert again == Sent(f"D000000001:{post['ts']}")


async def test_answered_messages_lose_their_buttons_and_keep_their_text(rig: Rig) -> None:
    """Twice is as good as once; unknown messages are nobody's trouble."""
    bot, client = rig
    sent = await send(bot)
    assert isinstance(sent, Sent)
    for source in (sent.provider_id, sent.provider_id, "D000000001:1.1", "nonsense", ""):
        about = {"channel": "slack", "sender": USER, "message_id": "1", "kind": "button", "source": source}
        await bot.acknowledge(Inbound(**about))  # type: ignore[arg-type]  # the words are literals above
    (post,) = await posts(client)
    assert [block["type"] for block in post["blocks"]] == ["section"]


async def test_nobody_there_is_dead_and_the_operator_s_trouble_waits(rig: Rig) -> None:
    """Unknown and deactivated people close the address; a wrong token holds the message back."""
    bot, client = rig
    assert isinstance(await send(bot, address="UNOBODY"), AddressDead)
    await trouble(client, "user_disabled")
    assert isinstance(await send(bot), AddressDead)
    stranger = SlackBot("xoxb-wrong", SECRET, f"{client.base_url}/api/")
    outcome = await send(stranger)
    assert isinstance(outcome, RetryLater)
    assert "invalid_auth" in outcome.reason


async def test_the_home_shows_a_prompt(rig: Rig) -> None:
    """Published for one person; an unknown one is refused, never raised."""
    bot, client = rig
    assert await bot.show_home(USER, Prompt(template="Offen?", choices=SCALE), NOW) == Sent("")
    channel = (await client.get("/sandbox/slack/channels")).json()["channels"][0]
    assert "Offen?" in str(channel["home"])
    assert isinstance(await bot.show_home("UNOBODY", Prompt(template="x"), NOW), Refused)


async def test_forty_messages_pass_a_workspace_that_throttles(rig: Rig) -> None:
    """Twenty people, two messages each, at ten a second: nobody is refused, in order, none twice."""
    bot, client = rig
    people = [
        (await client.post("/sandbox/slack/people", json={"name": f"p{number}"})).json()["user"] for number in range(20)
    ]
    await client.post("/sandbox/slack/limits", json={"per_second": 11})
    outcomes: list[SendOutcome] = []

    async def write(user: str) -> None:
        for number in range(2):
            outcome = await bot.send(user, Prompt(template=f"m{number}"), key=f"{user}-{number}", now=NOW)
            outcomes.append(outcome)

    async with anyio.create_task_group() as group:
        for user in people:
            group.start_soon(write, user)
    assert [outcome for outcome in outcomes if not isinstance(outcome, Sent)] == []
    channels = (await client.get("/sandbox/slack/channels")).json()["channels"]
    said = [[post["text"] for post in channel["posts"]] for channel in channels if channel["user"] in people]
    assert said == [["m0", "m1"]] * 20
