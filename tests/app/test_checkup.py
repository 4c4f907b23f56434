"""The doctor against the stand-ins of the platforms: every fault is found, and its way out works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from app.checkup import check_clock, check_model, check_slack, check_telegram
from app.settings import Database, Nlp, Settings
from app.slack_checkup import check_slack_app, check_socket
from app.twilio_checkup import one_way
from app.web.running import bind, serving
from app.wiring import House, open_house
from sandbox.stand_ins import stand_ins
from storage.migrate import upgrade

TOKEN = "4711:right"

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def house_with(folder: Path, **telegram: str) -> AsyncIterator[House]:
    """A house whose platforms are stand-ins that know one Telegram and one Slack token."""
    async with serving(
        stand_ins(telegram_token=TOKEN, slack_token="xoxb-right", slack_app_token="xapp-right"), bind("127.0.0.1", 0)
    ) as url:
        database = f"sqlite:///{folder / 'echoloop.db'}"
        upgrade(database)
        bot = {"token": TOKEN, "secret": "s3cret", "api_url": url, "mode": "webhook"} | telegram
        slack = {"bot_token": "xoxb-right", "signing_secret": "s", "api_url": f"{url}/api/"}
        settings = Settings(
            _env_file=None,
            public_url="https://feedback.example.com",
            database=Database(url=database),
            channels={"telegram": bot, "slack": slack},
        )
        async with open_house(settings) as house:
            yield house


async def test_a_wrong_token_is_found(tmp_path: Path) -> None:
    """Telegram does not know the bot."""
    async with house_with(tmp_path, token="4711:wrong") as house:
        assert (await check_telegram(house, fix=False)).state == "wrong"


async def test_a_missing_webhook_is_found_and_mended(tmp_path: Path) -> None:
    """--fix sets it, and then all is fine."""
    async with house_with(tmp_path) as house:
        finding = await check_telegram(house, fix=False)
        assert (finding.state, "--fix" in finding.way_out) == ("wrong", True)
        assert (await check_telegram(house, fix=True)).state == "fine"
        assert (await check_telegram(house, fix=False)).state == "fine"


async def test_a_webhook_that_stands_in_the_way_of_polling_is_removed(tmp_path: Path) -> None:
    """Polling and a webhook exclude each other at Telegram."""
    async with house_with(tmp_path) as house:
        await check_telegram(house, fix=True)
        telegram = house.settings.channels.telegram.model_copy(update={"mode": "polling"})
        channels = house.settings.channels.model_copy(update={"telegram": telegram})
        house.settings = house.settings.model_copy(update={"channels": channels})
        assert (await check_telegram(house, fix=False)).state == "wrong"
        assert (await check_telegram(house, fix=True)).state == "fine"


async def test_a_webhook_without_a_secret_is_wrong(tmp_path: Path) -> None:
    """Without one no update is believed, so it must be said."""
    async with house_with(tmp_path, secret="") as house:
        finding = await check_telegram(house, fix=False)
        assert (finding.state, "SECRET" in finding.way_out) == ("wrong", True)


async def test_a_right_that_slack_was_not_given_is_named(tmp_path: Path) -> None:
    """With the way to give it; customers need more of them than the desk."""
    async with house_with(tmp_path) as house:
        slack = house.settings.channels.slack
        both = slack.model_copy(update={"customers": True})
        channels = house.settings.channels.model_copy(update={"slack": both})
        settings = house.settings.model_copy(update={"channels": channels})
        assert [finding.state for finding in await check_slack_app(settings)] == ["fine", "note"]
        url = slack.api_url.removesuffix("/api/")
        async with httpx.AsyncClient(base_url=url, trust_env=False) as web:
            await web.post(
                "/sandbox/slack/scopes",
                json={"scopes": ["chat:write", "channels:read", "channels:history", "files:write"]},
            )
        assert [finding.state for finding in await check_slack_app(house.settings)] == ["fine"]
        finding = (await check_slack_app(settings))[0]
        assert (finding.state, finding.what) == (
            "wrong",
            "the app lacks files:read, im:history, im:read, im:write",
        )


async def test_slack_and_clock_are_fine(tmp_path: Path) -> None:
    """The right token is known, and the clocks agree."""
    async with house_with(tmp_path) as house:
        assert (await check_slack(house)).state == "fine"
        assert (await check_clock(house)).state == "fine"


@pytest.mark.parametrize(
    ("token", "state", "said"),
    [
        ("", "wrong", "there is no app token"),
        ("xoxb-right", "wrong", "not_allowed_token_type"),
        ("xapp-right", "fine", "can be opened"),
    ],
)
async def test_a_missing_app_token_is_named_where_slack_comes_by_socket(
    tmp_path: Path, token: str, state: str, said: str
) -> None:
    """And the way out names the variable and the right."""
    async with house_with(tmp_path) as house:
        slack = house.settings.channels.slack.model_copy(update={"mode": "socket", "app_token": SecretStr(token)})
        channels = house.settings.channels.model_copy(update={"slack": slack})
        finding = await check_socket(house.settings.model_copy(update={"channels": channels}))
    assert (finding.state, said in finding.what) == (state, True)
    assert state == "fine" or "ECHOLOOP_CHANNELS__SLACK__APP_TOKEN" in finding.way_out


async def test_an_unreachable_platform_is_a_finding_not_a_crash(tmp_path: Path) -> None:
    """Nobody listens there."""
    with pytest.raises(httpx.ConnectError):
        httpx.get("http://127.0.0.1:9")
    async with house_with(tmp_path, api_url="http://127.0.0.1:9") as house:
        assert (await check_telegram(house, fix=False)).state == "wrong"
        assert (await check_clock(house)).state == "note"


def test_a_foreign_model_without_a_pin_is_wrong() -> None:
    """The doctor names the setting before a customer's words wait for it."""
    finding = check_model(Settings(nlp=Nlp(sentiment_model="acme/reads")))
    assert (finding.state, "owner/name@revision" in finding.what) == ("wrong", True)
    pinned = check_model(Settings(nlp=Nlp(sentiment_model="acme/reads@v2")))
    assert (pinned.state, "acme/reads@v2" in pinned.what) == ("fine", True)


def test_a_sender_that_nobody_can_answer_is_wrong() -> None:
    """A name is one-way; numbers, short codes and Messaging Services are not."""
    senders = {"DE": "+4915000000000", "AT": "Sonnweg", "US": "12345", "*": "MG" + "0" * 32}
    [found] = one_way(senders)
    assert (found.about, found.state) == ("sms", "wrong")
    assert "AT" in found.what
