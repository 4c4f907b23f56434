"""One customer, many channels: where he is written to, and how a conversation goes on where a channel has failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bots.delivery_report import DeliveryReport
from bots.outcome import AddressDead, CustomerStopped, NeedsTemplate, Refused, RetryLater, SendOutcome
from storage.customers import AddressRow, addresses, customers
from storage.outbox import outbox
from storage.responses import answers, responses
from storage.sessions import sessions
from tests.usecases.house import House
from tests.usecases.opt_out_house import ME, OptOutHouse
from usecases.change_channel import CONTINUE
from usecases.choose_address import choose_address
from usecases.make_link import Wish, make_link, make_links
from usecases.record_delivery_report import record_delivery_reports
from usecases.remind_and_expire import remind_and_expire
from usecases.settle_sending import MOST_TRIES
from usecases.start_flow import Opened, start_flow

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
async def opt(house: House) -> OptOutHouse:
    """A customer with Telegram, where he wrote last, and SMS."""
    opened = OptOutHouse(house)
    await opened.prepare()
    return opened


def at(channel: str, *, hours_ago: float | None, state: str = "open") -> AddressRow:
    """An address that was heard so long ago (None: never)."""
    heard = None if hours_ago is None else NOW - timedelta(hours=hours_ago)
    return AddressRow(channel, ME, channel, "1", state, heard)


@pytest.mark.parametrize(
    ("addresses", "preferred", "tried", "chosen"),
    [
        ([at("telegram", hours_ago=1), at("sms", hours_ago=None)], "", (), "telegram"),
        ([at("telegram", hours_ago=1), at("sms", hours_ago=None)], "sms", (), "sms"),
        ([at("telegram", hours_ago=1), at("sms", hours_ago=None, state="stopped")], "sms", (), "telegram"),
        ([at("telegram", hours_ago=1), at("sms", hours_ago=None)], "", ("telegram",), "sms"),
        ([at("webchat", hours_ago=1), at("sms", hours_ago=None)], "", (), "sms"),
        ([at("webchat", hours_ago=0.1), at("sms", hours_ago=None)], "", (), "webchat"),
        ([at("webchat", hours_ago=100)], "", (), "webchat"),
        ([at("telegram", hours_ago=None), at("sms", hours_ago=None)], "", (), "sms"),
        ([at("whatsapp", hours_ago=5), at("telegram", hours_ago=2)], "", (), "telegram"),
        ([at("sms", hours_ago=1, state="dead")], "", (), None),
    ],
)
def test_the_address_is_chosen_in_a_fixed_order(
    addresses: list[AddressRow], preferred: str, tried: tuple[str, ...], chosen: str | None
) -> None:
    """Open and untried, preferred, reachable, heard last; a web chat nobody looks at comes last."""
    found = choose_address(addresses, preferred, now=NOW, tried=tried)
    assert (found.channel if found else None) == chosen


async def test_a_contact_goes_to_the_preferred_channel(opt: OptOutHouse) -> None:
    """The attribute `preferred_channel` counts more than where he wrote last."""
    assert await opt.reached("survey") == "here"
    change = customers.update().values(attributes={"preferred_channel": "sms"})
    await opt.house.store.run(lambda tx: tx.execute(change))
    assert await opt.reached("survey") == "there"


@pytest.mark.parametrize("outcome", [AddressDead("deactivated"), Refused("400"), NeedsTemplate("window closed")])
async def test_the_same_session_goes_on_at_the_next_channel(opt: OptOutHouse, outcome: SendOutcome) -> None:
    """Telegram fails: the question arrives by SMS under its own key, is answered there, and one response is counted."""
    await opt.talk("survey", "telegram")
    opt.bots["telegram"].outcomes = [outcome]
    await opt.deliver()
    assert opt.said() == ["sms: How are you?"]
    assert await opt.hear("fine", channel="sms") == ["sms: Thanks."]
    [response] = await opt.house.rows(responses)
    assert (response["state"], response["channel"]) == ("completed", "sms")
    assert [row["value"] for row in await opt.house.rows(answers)] == ["fine"]
    assert len({row["key"] for row in await opt.house.rows(outbox)}) == 2


async def test_each_channel_is_tried_once(opt: OptOutHouse) -> None:
    """Where every channel refuses, the message is given up: it does not wander to and fro."""
    await opt.talk("survey", "telegram")
    for channel in ("telegram", "sms"):
        opt.bots[channel].outcomes = [Refused("no")] * 5
    await opt.deliver()
    assert opt.said() == []
    assert [(row["state"], row["outcome"]) for row in await opt.house.rows(outbox)] == [("refused", "no")]


async def test_a_platform_that_stays_down_is_left_at_last(opt: OptOutHouse) -> None:
    """After the last try here, the first one there."""
    await opt.talk("survey", "telegram")
    opt.bots["telegram"].outcomes = [RetryLater("down")] * MOST_TRIES
    for _ in range(MOST_TRIES + 1):
        opt.house.pass_time(hours=2)
        await opt.deliver()
    assert opt.said() == ["sms: How are you?"]


@pytest.mark.parametrize(("why", "arrives"), [("blocked by the user", "there"), ("21610 unsubscribed", "nowhere")])
async def test_who_has_closed_a_channel_is_not_followed(opt: OptOutHouse, why: str, arrives: str) -> None:
    """Blocked: only what we open goes elsewhere, by the gate. Unsubscribed at the platform: nothing does."""
    opt.bots["telegram"].outcomes = [CustomerStopped(why)]
    assert await opt.reached("survey") == arrives


async def test_a_dialogue_does_not_follow_who_has_blocked_us(opt: OptOutHouse) -> None:
    """An answer in a conversation stays unsent."""
    await opt.talk("survey", "telegram")
    opt.bots["telegram"].outcomes = [CustomerStopped("blocked by the user")]
    await opt.deliver()
    assert opt.said() == []


async def test_a_report_that_nobody_is_there_moves_the_question(opt: OptOutHouse) -> None:
    """The platform took it and says later that the number is dead."""
    await opt.talk("survey", "sms")
    await opt.deliver()
    [row] = await opt.house.rows(outbox)
    report = DeliveryReport(
        channel="sms", key=row["key"], provider_id="m1", status="undelivered", code="30005", meaning=AddressDead("gone")
    )
    assert await record_delivery_reports(opt.house.store, [report], now=opt.house.now) == 1
    await opt.deliver()
    assert opt.said() == ["telegram: How are you?", "sms: How are you?"]


async def test_his_answer_counts_where_he_was_asked_first(opt: OptOutHouse) -> None:
    """It went on by SMS, and he answers in Telegram after all: the session comes back, one answer is kept."""
    await opt.talk("survey", "telegram")
    opt.bots["telegram"].outcomes = [Refused("400")]
    await opt.deliver()
    assert await opt.hear("fine") == ["telegram: Thanks."]
    assert [row["address_id"] for row in await opt.house.rows(sessions)] == ["at_telegram"]
    [response] = await opt.house.rows(responses)
    assert (response["state"], response["channel"]) == ("completed", "telegram")


async def test_a_link_moves_the_open_conversation(opt: OptOutHouse) -> None:
    """ "Go on in Telegram": whoever opens the link there is asked the same question there; the link works once."""
    await opt.talk("survey", "sms")
    await opt.deliver()
    await make_link(opt.house.store, ME, "", CONTINUE, token="t" * 48, now=opt.house.now)
    moved = await opt.hear("", kind="start", token="t" * 48, sender="new phone")
    assert moved == ["telegram: How are you?"]
    assert await opt.hear("fine", sender="new phone") == ["telegram: Thanks."]
    assert [row["state"] for row in await opt.house.rows(responses)] == ["completed"]
    assert {row["customer_id"] for row in await opt.house.rows(addresses)} == {ME}


async def test_such_a_link_is_made_like_any_other(opt: OptOutHouse) -> None:
    """`echoloop link K-1 --flow continue`: the word stands for no flow, and no flow needs to be published for it."""
    house = opt.house
    wish = Wish(customer=ME, flow=CONTINUE)
    made = await make_links(house.store, [wish], flows=(), new_token=lambda: "t" * 48, now=house.now)
    assert made == ["t" * 48]


async def test_a_link_without_an_open_conversation_says_hello(opt: OptOutHouse) -> None:
    """Nothing is open: he is welcomed, and nothing starts."""
    await make_link(opt.house.store, ME, "", CONTINUE, token="t" * 48, now=opt.house.now)
    assert len(await opt.hear("", kind="start", token="t" * 48)) == 1
    assert await opt.house.rows(sessions) == []


async def silent_for_a_day(opt: OptOutHouse, *, next_channel: bool = True) -> list[str]:
    """A day passes; returns everything he has been sent."""
    house = opt.house
    house.pass_time(hours=25)
    await remind_and_expire(
        house.store, bundles=house.bundles, new_id=house.new_id, now=house.now, next_channel=next_channel
    )
    await opt.deliver()
    return opt.said()


async def test_who_stays_silent_is_asked_on_his_next_channel(opt: OptOutHouse) -> None:
    """In place of the reminder, the question itself arrives by SMS; one response is counted."""
    await opt.talk("survey", "telegram")
    await opt.deliver()
    opt.house.pass_time(minutes=1)
    assert await silent_for_a_day(opt) == ["telegram: How are you?", "sms: How are you?"]
    assert len(await silent_for_a_day(opt)) == 2  # the flow reminds once
    assert await opt.hear("fine", channel="sms") == ["sms: Thanks."]
    [response] = await opt.house.rows(responses)
    assert (response["state"], response["channel"]) == ("completed", "sms")


async def test_without_the_setting_he_is_reminded_here(opt: OptOutHouse) -> None:
    """A second channel costs money: it is used only where the operator wants it."""
    await opt.talk("survey", "telegram")
    await opt.deliver()
    said = await silent_for_a_day(opt, next_channel=False)
    assert said == ["telegram: How are you?", "telegram: Would you like to answer?"]


async def test_one_phone_is_one_customer(opt: OptOutHouse) -> None:
    """The number that writes by SMS is known when it writes by WhatsApp; a name that is no number proves nothing."""
    for channel in ("sms", "whatsapp"):
        await opt.only_hear("", kind="start", channel=channel, sender="+4915112345678")
    for channel in ("sms", "whatsapp"):
        await opt.only_hear("", kind="start", channel=channel, sender="DE.bsuid")
    owners = {(row["channel"], row["platform_id"]): row["customer_id"] for row in await opt.house.rows(addresses)}
    assert owners["sms", "+4915112345678"] == owners["whatsapp", "+4915112345678"]
    assert owners["sms", "DE.bsuid"] != owners["whatsapp", "DE.bsuid"]


async def test_an_address_named_by_hand_is_used(opt: OptOutHouse) -> None:
    """A person who names the address gets it, whatever is preferred; a closed one is not opened."""
    house = opt.house
    more = {"bundles": house.bundles, "new_id": house.new_id, "now": house.now}
    outcome = await start_flow(house.store, ME, "survey_talk", address_id="at_sms", **more)  # type: ignore[arg-type]
    assert isinstance(outcome, Opened)
    await opt.deliver()
    assert opt.said() == ["sms: How are you?"]
