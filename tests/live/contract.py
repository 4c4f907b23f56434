"""The contract of all channels against real accounts: `make live`, and never by itself.

Each channel whose variables are set gets the same tests as its stand-in does; the others are skipped with their names.
A channel's own pace lets at most `MOST` messages through, whatever goes wrong. What the customer sees is looked at by
who holds the phone.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pytest

from bots.occasion import Occasion
from bots.outcome import Sent
from bots.pace import Pace
from bots.request import WebhookRequest
from bots.slack import SlackBot
from bots.slack_line import API_URL as SLACK_URL
from bots.telegram import TelegramBot
from bots.twilio import TwilioAccount
from bots.twilio_line import API_URL as TWILIO_URL
from bots.twilio_sms import SmsBot, SmsWays
from bots.twilio_whatsapp import WhatsAppBot
from conversation.messages import Media
from tests.bots.contract.test_bots import (
    send,
    test_a_filled_text_arrives_with_its_choices,
    test_a_picture_is_shown_with_its_question,
    test_acknowledging_never_raises,
    test_nothing_to_say_is_refused,
    test_what_was_sent_before_a_crash_is_found,
)
from tests.bots.contract.test_bots import test_a_long_text_arrives_whole as arrives_whole
from usecases.protocols import Bot

__all__ = [
    "test_a_filled_text_arrives_with_its_choices",
    "test_a_picture_is_shown_with_its_question",
    "test_acknowledging_never_raises",
    "test_nothing_to_say_is_refused",
    "test_what_was_sent_before_a_crash_is_found",
]

pytestmark = pytest.mark.anyio
MOST = 12  # messages a channel and run
SEGMENTS_COST = ("sms", "whatsapp")
WANTED = {
    "telegram": ("LIVE_TELEGRAM_TOKEN", "LIVE_TELEGRAM_CHAT"),
    "slack": ("LIVE_SLACK_TOKEN", "LIVE_SLACK_USER"),
    "sms": ("LIVE_TWILIO_SID", "LIVE_TWILIO_TOKEN", "LIVE_SMS_FROM", "LIVE_SMS_TO"),
    "whatsapp": ("LIVE_TWILIO_SID", "LIVE_TWILIO_TOKEN", "LIVE_WHATSAPP_FROM", "LIVE_WHATSAPP_TO"),
}
PACES = {kind: Pace(overall=(MOST, 3600), chat=(MOST, 3600), patience_s=0) for kind in WANTED}


@dataclass
class LiveRig:
    """A real account; nobody here sees what arrives."""

    kind: str
    bot: Bot
    address: str
    typed: bool = False
    webhook: bool = True
    spins: bool = False
    file: Media | None = None

    def request(self, what: str, secret: str = "") -> WebhookRequest:
        """No platform calls here."""
        return WebhookRequest("https://echoloop.example/", what.encode(), {})

    async def order(self, trouble: str) -> bool:
        """No platform fails on demand."""
        return False

    async def shown(self) -> None:
        """Look at the phone."""

    async def pictures(self) -> None:
        """Look at the phone."""


@pytest.fixture(params=sorted(WANTED))
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[LiveRig]:
    """Every channel whose account is named in the environment."""
    kind: str = request.param
    if os.environ.get("CI"):
        pytest.skip("real accounts are never written to from CI")
    missing = [name for name in WANTED[kind] if not os.environ.get(name)]
    if missing:
        pytest.skip(f"{kind}: set {', '.join(missing)}")
    if kind == "telegram":
        url = os.environ.get("LIVE_TELEGRAM_API_URL", "https://api.telegram.org")
        telegram = TelegramBot(os.environ["LIVE_TELEGRAM_TOKEN"], "", url, pace=PACES[kind])
        yield LiveRig(kind, telegram, os.environ["LIVE_TELEGRAM_CHAT"], spins=True)
        await telegram.close()
    elif kind == "slack":
        url = os.environ.get("LIVE_SLACK_API_URL", SLACK_URL)
        slack = SlackBot(os.environ["LIVE_SLACK_TOKEN"], "", url, pace=PACES[kind])
        yield LiveRig(kind, slack, os.environ["LIVE_SLACK_USER"], spins=True)
    else:
        account, bot, address = _twilio(kind, os.environ)
        yield LiveRig(kind, bot, address, typed=True)
        await account.close()


def _twilio(kind: str, given: Mapping[str, str]) -> tuple[TwilioAccount, Bot, str]:
    url = given.get("LIVE_TWILIO_API_URL", TWILIO_URL)
    account = TwilioAccount(given["LIVE_TWILIO_SID"], given["LIVE_TWILIO_TOKEN"], url)
    if kind == "sms":
        ways = SmsWays(senders={"*": given["LIVE_SMS_FROM"]})
        return account, SmsBot(account, ways, pace=PACES[kind]), given["LIVE_SMS_TO"]

    async def recall(_key: str, now: datetime) -> Occasion:
        return Occasion(last_inbound_at=now)  # the phone has written within a day

    return (
        account,
        WhatsAppBot(account, given["LIVE_WHATSAPP_FROM"], recall, pace=PACES[kind]),
        given["LIVE_WHATSAPP_TO"],
    )


async def test_a_long_text_arrives_in_its_parts(rig: LiveRig) -> None:
    """Only where a message costs nothing."""
    if rig.kind in SEGMENTS_COST:
        pytest.skip(f"{rig.kind}: seventy segments would cost something")
    await arrives_whole(rig)


async def test_markup_arrives_as_it_is(rig: LiveRig) -> None:
    """No mention, no link, no bold face: look at the phone."""
    assert isinstance(await send(rig, hello="<!channel> <@U1> *a* _b_ [x](https://example.com) &lt;b&gt;"), Sent)
