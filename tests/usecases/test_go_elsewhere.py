"""Going on in another channel by a one-time code: the same question, one response, no way to guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest

from conversation.channel_choice import typed_code, wished_channel
from conversation.messages import Channel, Inbound
from storage.customers import addresses
from storage.responses import responses
from tests.usecases.house import House, KeepingBot
from usecases.accept_messages import accept
from usecases.batch import WaysIn
from usecases.deliver import deliver
from usecases.go_elsewhere import GUESSES_HERE
from usecases.take_turns import take_turns

pytestmark = pytest.mark.anyio
PLACE = "+4915000000000"


@dataclass
class Two:
    """A house that is found on Telegram and on WhatsApp; codes are drawn in order."""

    house: House
    codes: Iterator[str] = field(default_factory=lambda: iter(["100001", "100002", "100003"]))
    whatsapp: KeepingBot = field(default_factory=lambda: KeepingBot(channel="whatsapp"))
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def hear(self, text: str, sender: str = "ada", channel: Channel = "telegram") -> list[str]:
        """One message all the way through; returns what its sender was sent since."""
        bots = {"telegram": self.house.bot, "whatsapp": self.whatsapp}
        before = len(self._said(bots[channel], sender))
        message = Inbound(
            channel=channel, sender=sender, message_id=f"{next(self.numbers)}", kind="text", text=text, language="en"
        )
        await accept(self.house.store, [message], now=self.house.now)
        ways = WaysIn({"telegram": "", "whatsapp": PLACE}, lambda: next(self.codes))
        given = {"reader": self.house.reader, "bundles": self.house.bundles, "new_id": self.house.new_id}
        await take_turns(self.house.store, now=self.house.now, ways_in=ways, **given)  # type: ignore[arg-type]
        while await deliver(self.house.store, bots=bots, bundles=self.house.bundles, now=self.house.now):
            pass
        return self._said(bots[channel], sender)[before:]

    def _said(self, bot: KeepingBot, sender: str) -> list[str]:
        return [text for address, text, _ in bot.sent if address == sender]


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Weiter auf WhatsApp", "whatsapp"),
        ("continue on whatsapp, please", "whatsapp"),
        ("lieber per SMS!", "sms"),
        ("Switch to Telegram", "telegram"),
        ("weiter", None),
        ("WhatsApp", None),
        ("I wrote on WhatsApp and nobody answered", None),
    ],
)
def test_only_a_whole_message_asks_for_a_channel(text: str, channel: str | None) -> None:
    """A name alone may be an answer, and a sentence is one."""
    assert wished_channel(text) == channel


def test_a_code_is_typed_with_or_without_its_gap() -> None:
    """Nothing else is one."""
    assert typed_code(" 100 001 ") == typed_code("100001") == "100001"
    assert [typed_code(text) for text in ("12345", "1234567", "12345a", "", "１００００１")] == [""] * 5


async def test_the_same_question_goes_on_there_and_one_response_is_counted(house: House) -> None:
    """Asked on Telegram, moved by a code, answered on WhatsApp: one customer, one session, one response."""
    two = Two(house)
    asked = (await house.ask("nps"))[-1]
    [told] = await two.hear("Continue on WhatsApp")
    assert "100 001" in told
    assert f"WhatsApp ({PLACE})" in told
    assert await two.hear("100 001", "+4917000000001", "whatsapp") == [asked]
    assert await two.hear("9", "+4917000000001", "whatsapp")
    rows = await house.rows(addresses)
    assert len({row["customer_id"] for row in rows}) == 1
    [response] = [row for row in await house.rows(responses) if row["flow"] == "nps"]
    assert response["channel"] == "whatsapp"


async def test_a_code_works_once_there_and_not_for_long(house: House) -> None:
    """Not in another channel, not twice, not after a quarter of an hour: then it is a message like any other."""
    two = Two(house)
    await house.ask("nps")
    await two.hear("continue on whatsapp")
    await two.hear("100001", "eve")
    assert len({row["customer_id"] for row in await house.rows(addresses)}) == 2
    await two.hear("100001", "+491", "whatsapp")
    await two.hear("100001", "+492", "whatsapp")
    assert len({row["customer_id"] for row in await house.rows(addresses)}) == 3
    await two.hear("continue on whatsapp")
    house.pass_time(minutes=16)
    await two.hear("100002", "+493", "whatsapp")
    assert len({row["customer_id"] for row in await house.rows(addresses)}) == 4


async def test_guessing_ends_after_a_few_tries(house: House) -> None:
    """Whoever has typed five wrong codes is not believed the right one within the hour."""
    two = Two(house)
    await house.ask("nps")
    await two.hear("continue on whatsapp")
    for number in range(GUESSES_HERE):
        await two.hear(f"90000{number}", "+491", "whatsapp")
    await two.hear("100001", "+491", "whatsapp")
    assert len({row["customer_id"] for row in await house.rows(addresses)}) == 2
    house.now += timedelta(minutes=1)
    await two.hear("100001", "+492", "whatsapp")
    assert len({row["customer_id"] for row in await house.rows(addresses)}) == 2


async def test_after_a_stop_no_code_is_told(house: House) -> None:
    """Nothing leaves for who has stopped."""
    two = Two(house)
    await house.ask("nps")
    await two.hear("STOP")
    assert await two.hear("continue on whatsapp") == []


async def test_a_channel_that_is_not_there_is_not_offered(house: House) -> None:
    """The words are a message like any other."""
    two = Two(house)
    await house.ask("nps")
    assert not any("100" in text for text in await two.hear("continue by sms"))
