"""What was sent is written down with its price, and what was sent twice has cost twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bots.outcome import RetryLater, Sent
from conversation.messages import Prompt
from conversation.saved import dump_prompt
from journey.money import Money, Prices
from storage.customers import addresses, customers
from storage.message_costs import CostSum, costs
from storage.outbox import OutboxRow, outbox
from storage.sessions import sessions
from storage.templates import TemplateRow, replace_templates
from storage.transactions import Transaction
from tests.usecases.house import House
from usecases.note_costs import noting
from usecases.settle_sending import Retries, settle

pytestmark = pytest.mark.anyio

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
MONEY = Money(
    prices=Prices(sms={"DE": Decimal("0.09")}, whatsapp={"DE": {"utility": Decimal("0.05")}}),
)
LONG = "Wir freuen uns auf dich. " * 8  # 200 signs: two segments


def row(number: int, channel: str, text: str, address: str = "+4915112345678") -> OutboxRow:
    """One message on its way out."""
    prompt = dump_prompt(Prompt(template=text, language="de"))
    return OutboxRow(
        id=number,
        key=f"k{number}",
        channel=channel,
        address=address,
        address_id=channel,
        customer_id="ada",
        session_id=None,
        contact_id=None,
        step="hello",
        prompt=prompt,
        tries=0,
        outcome="",
    )


def write(tx: Transaction) -> None:
    """Ada has three addresses; by WhatsApp she wrote two days ago."""
    tx.execute(customers.insert(), {"id": "ada", "created_at": NOON, "updated_at": NOON})
    for channel in ("sms", "whatsapp", "telegram"):
        address = {"id": channel, "customer_id": "ada", "channel": channel, "platform_id": f"{channel}:1"}
        tx.execute(addresses.insert(), address | {"created_at": NOON, "last_inbound_at": NOON - timedelta(days=2)})


async def spent(house: House) -> list[CostSum]:
    """Everything that was written down."""
    return await house.store.read(lambda tx: costs(tx, since=NOON, until=NOON + timedelta(days=1)))


def sums(channel: str, country: str, segments: int, micros: int, currency: str = "EUR") -> CostSum:
    """One line of the sums."""
    return CostSum(channel=channel, country=country, currency=currency, messages=1, segments=segments, micros=micros)


async def test_sms_by_segments_and_whatsapp_by_its_template(house: House) -> None:
    """Two segments cost twice the price; a template its category; Telegram leaves no line."""

    def work(tx: Transaction) -> None:
        write(tx)
        for each in (row(1, "sms", LONG), row(2, "whatsapp", "Hallo"), row(3, "telegram", "Hallo")):
            settle(tx, row=each, outcome=Sent("id"), retries=Retries(note=noting(MONEY)), now=NOON)

    await house.store.run(work)
    assert await spent(house) == [sums("sms", "DE", 2, 180_000), sums("whatsapp", "DE", 1, 50_000)]


async def test_within_the_window_and_without_a_price(house: House) -> None:
    """Who wrote today is answered for nothing; a country without a price is told by a missing currency."""

    def work(tx: Transaction) -> None:
        write(tx)
        tx.execute(addresses.update().values(last_inbound_at=NOON))
        note = noting(MONEY)
        note(tx, row(1, "whatsapp", "Hallo"), NOON)
        note(tx, row(2, "sms", "Hallo", address="+33612345678"), NOON)

    await house.store.run(work)
    found = sorted(await spent(house), key=lambda each: each.channel)
    assert found == [sums("sms", "FR", 1, 0, ""), sums("whatsapp", "DE", 1, 0)]


async def test_what_was_not_sent_costs_nothing_and_twice_costs_twice(house: House) -> None:
    """A retry to come leaves no line; the same message sent again adds up."""

    def work(tx: Transaction) -> None:
        write(tx)
        one, retries = row(1, "sms", "Hallo"), Retries(note=noting(MONEY))
        settle(tx, row=one, outcome=RetryLater("busy"), retries=retries, now=NOON)
        for tries in (1, 2):
            settle(tx, row=replace(one, tries=tries), outcome=Sent("id"), retries=retries, now=NOON)

    await house.store.run(work)
    assert await spent(house) == [sums("sms", "DE", 2, 180_000)]


async def test_a_template_costs_what_its_own_flow_s_category_costs(house: House) -> None:
    """Two flows have a step of the same name, one of them is marketing: the offer is dearer than the reminder."""
    dear = Money(prices=Prices(whatsapp={"DE": {"utility": Decimal("0.05"), "marketing": Decimal("0.12")}}))

    def work(tx: Transaction) -> None:
        write(tx)
        kinds = {"offer": "marketing", "reminder": "utility"}
        replace_templates(tx, [template(flow, category) for flow, category in kinds.items()])
        for number, flow in enumerate(kinds, 1):
            one = replace(row(number, "whatsapp", "Hallo"), session_id=flow)
            asking: dict[str, Any] = {
                "id": flow,
                "customer_id": "ada",
                "address_id": "whatsapp",
                "flow": flow,
                "bundle": "b",
            }
            asking |= {"state": "asking", "step": "hello", "data": {}, "started_at": NOON, "updated_at": NOON}
            tx.execute(sessions.insert(), asking)
            waiting: dict[str, Any] = {
                "key": one.key,
                "channel": "whatsapp",
                "address": one.address,
                "session_id": flow,
            }
            waiting |= {"step": "hello", "prompt": one.prompt, "due_at": NOON, "created_at": NOON}
            tx.execute(outbox.insert(), waiting)
            noting(dear)(tx, one, NOON)

    await house.store.run(work)
    assert [each.micros for each in await spent(house)] == [170_000]


def template(flow: str, category: str) -> TemplateRow:
    """An approved template for the flow's step "hello"."""
    return TemplateRow(
        flow=flow, step="hello", language="de", content_sid="HX1", category=category, platform_category=category,
        status="approved", problem="", changed_at=NOON, checked_at=NOON,
    )  # fmt: skip
