"""Erasure: nothing that names or quotes the customer is left in any table, and nobody is contacted again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.customers import addresses, consents, customers
from storage.inbox import inbox
from storage.outbox import outbox
from storage.responses import answers
from storage.schema import METADATA
from tests.usecases.agency import Agency
from usecases.erase_customer import erase_customer
from usecases.put_customer import ConsentData

pytestmark = pytest.mark.anyio
SECRETS = ("Lovelace", "K-1", "ada-chat", "tulips", "4711", "T-1", "luxury")


async def everything(agency: Agency) -> str:
    """The whole database as one text."""
    rows = {table.name: await agency.house.rows(table) for table in METADATA.sorted_tables if table.name != "bundles"}
    return json.dumps(rows, default=str)


async def test_nothing_personal_is_left(agency: Agency) -> None:
    """Name, number, chat, words, attributes and booking number are in no table; scores and the stop remain."""
    house = agency.house
    customer = await agency.join(sender="ada-chat")
    await agency.put(last_name="Lovelace", attributes={"price_class": "luxury"})
    await agency.book()
    await agency.event("hotline_call", data={"ticket": "4711"})
    agency.at("2027-01-08 14:00")
    await agency.open()
    await house.hear("10", "ada-chat")
    await house.hear("the tulips at reception", "ada-chat")
    kept = await everything(agency)
    assert all(secret in kept for secret in SECRETS)
    assert await erase_customer(house.store, "K-1", who="desk", new_id=house.new_id, now=house.now) == customer
    kept = await everything(agency)
    assert [secret for secret in SECRETS if secret in kept] == []
    assert [row["score"] for row in await house.rows(answers) if row["kind"] == "ask_score"] == [10.0]
    assert [row["granted"] for row in await house.rows(consents)][-2:] == [False, False]
    [row] = [row for row in await house.rows(customers) if row["id"] == customer]
    assert row["erased_at"] is not None


async def test_nobody_erased_is_contacted(agency: Agency) -> None:
    """What waits is refused, and what is planned is refused by name when it comes due."""
    house = agency.house
    await agency.join()
    await agency.book()
    await erase_customer(house.store, "K-1", who="desk", new_id=house.new_id, now=house.now)
    agency.at("2027-07-26 09:00")
    before = len(house.bot.sent)
    await agency.open()
    planned = await agency.planned()
    assert {row["rule"] for row in planned.values() if row["state"] == "refused"} == {"erased"}
    assert len(house.bot.sent) == before
    assert all(row["state"] in ("sent", "refused") for row in await house.rows(outbox))


async def test_erasing_twice_finds_nobody(agency: Agency) -> None:
    """The number leads nowhere any more, and may be given to a new customer."""
    house = agency.house
    await agency.put()
    assert await erase_customer(house.store, "K-1", who="desk", new_id=house.new_id, now=house.now)
    assert await erase_customer(house.store, "K-1", who="desk", new_id=house.new_id, now=house.now) is None
    stored = await agency.put()
    assert not isinstance(stored, list)
    assert stored.created


async def test_an_erased_stranger_may_come_back(agency: Agency) -> None:
    """Whoever writes again is a new customer without any consent."""
    house = agency.house
    customer = await agency.join()
    await erase_customer(house.store, customer, who="desk", new_id=house.new_id, now=house.now)
    house.pass_time(days=2)
    await house.hear("hello")
    assert len(await house.rows(customers)) == 2


async def test_an_old_button_leads_nowhere(agency: Agency) -> None:
    """A tap on a message from before the erasure is a stranger's: nothing of the old conversation is answered."""
    house = agency.house
    await agency.join()
    await agency.event("hotline_call")
    agency.at("2027-01-08 14:00")
    await agency.open()
    tap = house.bot.prompts[-1].choices[2].payload
    assert tap
    await erase_customer(house.store, "K-1", who="desk", new_id=house.new_id, now=house.now)
    house.pass_time(minutes=1)
    await house.hear("", kind="button", button=tap)
    assert [row["state"] for row in await house.rows(inbox)][-1] == "done"
    assert [row["score"] for row in await house.rows(answers) if row["kind"] == "ask_score"] == []


async def test_who_was_erased_is_not_contacted_after_a_later_import(agency: Agency) -> None:
    """His number comes back under another customer number, with consents: nothing leaves until he writes START."""
    house, phone, yes = agency.house, "+4915123000001", ConsentData(purpose="survey", granted=True, confirmed="test")
    await agency.put("K-1", phone=phone, channels=("sms",), consents=(yes,))
    assert await erase_customer(house.store, "K-1", who="test", new_id=house.new_id, now=house.now)
    assert phone not in await everything(agency)
    for number, other in (("K-2", phone), ("K-3", "+4915123000002")):
        await agency.put(number, phone=other, channels=("sms", "whatsapp"), consents=(yes,))
        await agency.event("hotline_call", number)
    states = {(row["platform_id"], row["state"]) for row in await house.rows(addresses)}
    assert {(phone, "stopped"), ("+4915123000002", "open")} <= states
    house.now += timedelta(hours=2)
    await agency.open()
    standing = {row["customer_id"]: (row["state"], row["rule"]) for row in await agency.rows_of("after_call")}
    fates = sorted(standing.values(), key=str)
    assert ("refused", "no open address") in fates
    assert [state for state, _ in fates].count("refused") == 1
    await house.receive(replace(house.says("START", phone), channel="sms"))
    await house.turns()
    assert ("sms", phone, "open") in {
        (row["channel"], row["platform_id"], row["state"]) for row in await house.rows(addresses)
    }
