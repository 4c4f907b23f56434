"""Stand-ins on this machine are called directly, whatever proxy the environment names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bots.card import Card, Shown
from bots.case_actions import CaseAction
from bots.outcome import AddressDead
from bots.own_machine import on_own_machine
from bots.slack_desk import SlackDesk
from bots.telegram import TelegramBot
from conversation.messages import Prompt
from sandbox.loopback import served
from sandbox.stand_ins import stand_ins

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def test_loopback_is_known_by_name_and_number() -> None:
    """127.*, ::1 and localhost are this machine; everything else is not."""
    for url in ("http://127.0.0.1:8710", "http://localhost/api/", "http://[::1]:1/", "http://127.3.2.1"):
        assert on_own_machine(url), url
    for url in ("https://api.telegram.org", "http://10.0.0.1", "http://localhost.example", "nonsense", ""):
        assert not on_own_machine(url), url


@pytest.mark.anyio
async def test_a_proxy_does_not_stand_between_us_and_the_stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a dead proxy in the environment both platforms' stand-ins are still reached."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async def act(action: CaseAction, slack_id: str) -> str:
        return ""

    async with served(stand_ins(telegram_token="1:x", slack_token="xoxb-t", slack_secret="s")) as url:
        bot = TelegramBot("1:x", "s", url)
        assert isinstance(await bot.send("7", Prompt(template="Hallo"), key="1", now=NOW), AddressDead)
        await bot.close()
        card = Card(case_id="c", number=1, team="care", priority="low", state="open", opened_at=NOW, answer_due_at=NOW)
        desk = SlackDesk("xoxb-t", "s", f"{url}/api/", act=act)
        assert isinstance(await desk.show(card, "#care"), Shown)
