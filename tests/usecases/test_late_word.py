"""A typed yes or no on SMS to the question for his own yes, which another conversation has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bots.case_actions import AnswerCustomer, OpenByHand
from storage.cases import cases
from storage.customers import consents
from tests.usecases.agency import AGENCY, Agency
from tests.usecases.house import House, KeepingBot
from tests.usecases.test_own_yes import FREE, counts, tell
from usecases.ask_gate import ask_gate
from usecases.deliver import Sending, deliver
from usecases.put_customer import ConsentData, StoredCustomer
from usecases.work_case import work_case

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
PHONE = "+4915123456789"
ASKING = """
echoloop: 1
flow: documents
purpose: service
steps:
  - ask_choice: printed
    de: Möchtest du sie gedruckt?
    en: Would you like them printed?
    choices:
      printed: {de: "Gedruckt", en: "Printed"}
      plain: {de: "Am Handy", en: "On my phone"}
"""
WONDERING = """
echoloop: 1
flow: documents
purpose: service
steps:
  - say: only
    de: Deine Unterlagen sind da. Freust du dich?
    en: Your documents are here. Are you looking forward to it?
"""


class Phone:
    """A customer who is reached by SMS alone; the clock is at noon in Berlin."""

    def __init__(self, agency: Agency, customer: str) -> None:
        self.agency, self.house, self.customer = agency, agency.house, customer
        self.sms = KeepingBot("sms")

    async def open(self) -> None:
        """Open what is due; SMS leave."""
        await self.agency.open()
        await self.deliver()

    async def deliver(self) -> None:
        """Everything that waits leaves."""
        house, bots = self.house, {"telegram": self.house.bot, "sms": self.sms}
        sending = Sending(gate=ask_gate)
        while await deliver(house.store, bots=bots, bundles=house.bundles, now=house.now, sending=sending):
            pass

    async def types(self, text: str) -> None:
        """He writes an SMS."""
        assert await self.house.receive(replace(self.house.says(text, PHONE), channel="sms"))
        await self.house.turns()
        await self.deliver()

    async def counts(self) -> str:
        """What the ledger says of offers."""
        return await counts(self.agency, self.customer)

    async def another_conversation(self) -> None:
        """A day later the documents are ready: that conversation ends the question."""
        self.house.pass_time(days=1)
        await self.agency.event("documents_ready", trip="T-1")
        await self.open()
        assert len(self.sms.sent) == 2


@pytest.fixture
async def phone(house: House) -> Phone:
    """He was asked by SMS whether we may send him offers, and has not answered yet."""
    return await asked(house, {})


async def asked(house: House, files: dict[str, str]) -> Phone:
    """The same, with some files of the agency replaced."""
    agency = Agency(house)
    await agency.publish(AGENCY | {"contact_rules.yaml": FREE} | files)
    stored = await agency.put(first_name="Ada", language="en", phone=PHONE, channels=("sms",), zone="Europe/Berlin")
    assert isinstance(stored, StoredCustomer)
    phone = Phone(agency, stored.customer_id)
    await agency.event("booked", trip="T-1", purchase={"departs_at": house.now + timedelta(days=200)})
    await tell(agency, version="2027-01")
    await phone.open()
    [(_, text, _)] = phone.sms.sent
    assert "We were told that we may send you offers" in text
    return phone


@pytest.mark.parametrize(
    ("said", "stands"),
    [("yes", "yes"), ("Ja, gern!", "yes"), ("No", "no"), ("ja?", "waits"), ("no bus came at all", "waits")],
)
async def test_a_typed_word_counts_where_nothing_else_was_asked(phone: Phone, said: str, stands: str) -> None:
    """After news that asked nothing a bare yes or no is his own word, noted with version, channel and conversation."""
    await phone.another_conversation()
    await phone.types(said)
    assert await phone.counts() == stands
    if stands == "yes":
        [*_, last] = sorted(await phone.house.rows(consents), key=lambda row: row["at"])
        assert (last["version"], last["channel"], last["source"][:8]) == ("2027-01", "sms", "session:")
        assert phone.sms.sent[-1][1] == "Thank you, we have noted your consent."
        sent = len(phone.sms.sent)
        await phone.types("yes")  # the same word again is no second line
        assert len([row for row in await phone.house.rows(consents) if row["granted"] and not row["waits"]]) == 1
        assert len(phone.sms.sent) <= sent + 1


@pytest.mark.parametrize("documents", [ASKING, WONDERING])
async def test_it_does_not_count_where_something_else_was_asked_since(house: House, documents: str) -> None:
    """An open question takes the word; once answered, or asked in news, a yes may still be meant for it."""
    phone = await asked(house, {"flows/documents.yaml": documents})
    await phone.another_conversation()
    for said in ("yes", "Printed", "yes"):
        await phone.types(said)
        assert await phone.counts() == "waits"


async def test_it_does_not_count_after_a_person_has_written(phone: Phone) -> None:
    """What a colleague asked by hand is nobody else's to interpret."""
    house = phone.house
    await phone.another_conversation()
    by_hand = OpenByHand(who="kim", source="phone", customer="K-1", team="care", priority="normal", text="!", key="1")
    await work_case(house.store, by_hand, bundles=house.bundles, new_id=house.new_id, now=house.now)
    [case] = await house.rows(cases)
    answer = AnswerCustomer(str(case["id"]), "kim", "Shall we rebook you?", key="2")
    await work_case(house.store, answer, bundles=house.bundles, new_id=house.new_id, now=house.now)
    await phone.deliver()
    await house.store.run(lambda tx: tx.execute(cases.update().values(person_is_writing=False)))
    await phone.types("yes")
    assert await phone.counts() == "waits"


async def test_a_withdrawal_that_came_meanwhile_stands(phone: Phone) -> None:
    """What no longer waits is not brought back by a word to an older question."""
    await phone.another_conversation()
    await phone.agency.put(consents=(ConsentData(purpose="marketing", granted=False),))
    await phone.types("yes")
    assert await phone.counts() == "no"


async def test_behind_the_day_that_was_named_nothing_typed_counts(phone: Phone) -> None:
    """The question said until when."""
    await phone.another_conversation()
    phone.house.pass_time(days=7)
    await phone.types("yes")
    assert await phone.counts() == "waits"


async def test_polite_words_of_the_house_do_not_stand_in_between(phone: Phone) -> None:
    """He first writes something else and is thanked: the question is still the last one."""
    await phone.another_conversation()
    await phone.types("The weather is lovely here")
    await phone.types("yes")
    assert await phone.counts() == "yes"
