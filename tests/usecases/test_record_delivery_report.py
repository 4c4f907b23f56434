"""Delivery reports: forward only, doubled or early or about a doubt, and what they say about an address."""

from __future__ import annotations

import itertools
from functools import partial

import pytest

from bots.delivery_report import RANKS, Delivery, DeliveryReport
from bots.outcome import AddressDead, CustomerStopped, InDoubt, Refused, RetryLater, SendOutcome
from storage.customers import addresses
from storage.deliveries import note_delivery
from storage.outbox import outbox
from tests.usecases.house import House
from usecases.deliver import Sending
from usecases.record_delivery_report import record_delivery_reports

pytestmark = pytest.mark.anyio


def report(key: str, status: Delivery, *, code: str = "", meaning: SendOutcome | None = None) -> DeliveryReport:
    """A report about the message with this key."""
    return DeliveryReport(
        channel="telegram", key=key, provider_id="p1", status=status, code=code, meaning=meaning
    )  # fmt: skip


async def record(house: House, *reports: DeliveryReport) -> int:
    """Reports in this order."""
    return await record_delivery_reports(house.store, reports, now=house.now)


async def sent(house: House) -> str:
    """Two messages that left; the key of the first."""
    await house.hear("", kind="start")
    return str((await house.rows(outbox))[0]["key"])


async def first(house: House) -> tuple[str, str]:
    """State and outcome of the first message."""
    row = (await house.rows(outbox))[0]
    return str(row["state"]), str(row["outcome"])


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "delivered", "read", "sent"], 4))[::3])
async def test_a_status_only_moves_forward(house: House, order: tuple[Delivery, ...]) -> None:
    """In whatever order and however often reports come, read stays read."""
    key = await sent(house)
    told = [await record(house, report(key, status)) for status in order]
    assert await first(house) == ("sent", "read")
    steps = [RANKS["sent"], *itertools.accumulate((RANKS[status] for status in order), max)]
    steps = [max(RANKS["sent"], step) for step in steps]
    assert told == [int(after > before) for before, after in itertools.pairwise(steps)]


async def test_a_failure_after_delivery_is_no_news(house: House) -> None:
    """Delivered and failed are equally far: the first one stays; a failure alone is written with its reason."""
    key = await sent(house)
    await record(house, report(key, "delivered"), report(key, "failed", code="30008"))
    assert await first(house) == ("sent", "delivered")
    second = str((await house.rows(outbox))[1]["key"])
    await record(house, report(second, "undelivered", code="30008", meaning=Refused("30008: unknown error")))
    assert (await house.rows(outbox))[1]["outcome"] == "undelivered: 30008: unknown error"
    assert [row["state"] for row in await house.rows(addresses)] == ["open"]


async def test_unknown_messages_and_other_channels_are_left_alone(house: House) -> None:
    """A key of nobody's, or of another channel's message, changes nothing."""
    key = await sent(house)
    other = DeliveryReport(channel="sms", key=key, provider_id="p1", status="read")
    assert await record(house, report("nobody", "read"), other) == 0
    assert await record(house) == 0
    assert await first(house) == ("sent", "sent")


@pytest.mark.parametrize(("meaning", "state"), [(CustomerStopped("63014"), "blocked"), (AddressDead("30005"), "dead")])
async def test_what_reports_say_closes_the_address(house: House, meaning: SendOutcome, state: str) -> None:
    """Nobody is there, or wants nothing: the address closes and what still waits for it is refused."""
    key = await sent(house)
    house.bot.outcomes = [RetryLater("down", 3600)]
    await house.hear("gladly")
    await record(house, report(key, "undelivered", code="1", meaning=meaning))
    assert [row["state"] for row in await house.rows(addresses)] == [state]
    assert (await house.rows(outbox))[-1]["outcome"] == state
    house.pass_time(hours=2)
    before = len(house.texts())
    await house.deliver()
    assert len(house.texts()) == before


async def test_who_was_not_there_is_tried_elsewhere_or_once_more(house: House) -> None:
    """Reported after it left: a contact without another channel is sent here once more, not twice; a reply is not."""
    key = await sent(house)
    gone = report(key, "undelivered", code="30003", meaning=Refused("30003: unreachable"))
    await record(house, gone)
    assert len(await states_of(house)) == 2
    assert await states_of(house) == ["sent", "sent"]
    await house.store.run(lambda tx: tx.execute(outbox.update().where(outbox.c.id == 1).values(contact_id="c1")))
    await house.store.run(lambda tx: note_delivery(tx, 1, "sent"))
    await record(house, gone)
    assert await states_of(house) == ["waiting", "sent"]
    before = len(house.texts())
    await house.deliver()
    assert len(house.texts()) == before
    house.pass_time(minutes=16)
    await house.deliver()
    assert len(house.texts()) == before + 1
    await record(house, gone)
    assert await states_of(house) == ["sent", "sent"]


async def states_of(house: House) -> list[str]:
    """Where each message stands."""
    return [str(row["state"]) for row in await house.rows(outbox)]


@pytest.mark.parametrize("resend", [True, False])
async def test_a_report_settles_a_doubt(house: House, resend: bool) -> None:
    """No answer came, but the platform reports the message: it is not sent again."""
    house.bot.outcomes = [InDoubt("time-out")]
    await house.receive(house.says("", kind="start"))
    await house.turns()
    await house.deliver(Sending(resend=resend))
    key = str((await house.rows(outbox))[0]["key"])
    assert await record(house, report(key, "accepted")) == 1
    assert await first(house) == ("sent", "sent")
    assert (await house.rows(outbox))[0]["provider_id"] == "p1"
    house.pass_time(minutes=5)
    await house.deliver()
    assert len(house.texts()) == 1  # only the second message: the first was there already


async def test_a_report_before_our_own_note_stays(house: House) -> None:
    """Twilio may call back while the answer is still on its way to us: settling does not turn the clock back."""
    await house.receive(house.says("", kind="start"))
    await house.turns()
    await house.store.run(partial(note_delivery, row_id=1, outcome="delivered"))
    await house.deliver()
    assert await first(house) == ("sent", "delivered")


async def test_an_ordinary_retry_is_not_settled_by_a_late_report(house: House) -> None:
    """A message that was throttled has not arrived, whatever an old report says."""
    house.bot.outcomes = [RetryLater("429", 60)]
    await house.receive(house.says("", kind="start"))
    await house.turns()
    await house.deliver()
    key = str((await house.rows(outbox))[0]["key"])
    assert await record(house, report(key, "delivered")) == 0
    assert await first(house) == ("waiting", "429")
