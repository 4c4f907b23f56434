"""Double opt-in: a yes from elsewhere waits for the customer's own; he is asked once, and till then refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

import pytest

from storage.customers import consents, latest_words
from storage.transactions import Transaction
from tests.usecases.agency import AGENCY, Agency
from tests.usecases.house import House
from usecases.erase_customer import erase_customer
from usecases.explain_contact import explain
from usecases.keep_consent import write_by_hand
from usecases.make_link import make_link
from usecases.merge_customers import Merged, merge_customers
from usecases.put_customer import ConsentData, StoredCustomer
from usecases.remind_and_expire import remind_and_expire

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
FREE = """
echoloop: 1
counts: contacts we open
budget: {survey: 9 per 30d}
quiet: {nightly: "23:00-05:00", days: []}
"""
QUESTION = "We were told that we may"


@pytest.fixture
async def agency(house: House) -> Agency:
    """An agency that is hardly ever quiet."""
    opened = Agency(house)
    await opened.publish(AGENCY | {"contact_rules.yaml": FREE})
    return opened


async def known(agency: Agency, number: str = "K-1", sender: str = "ada") -> str:
    """A customer whom we reach, and who has allowed nothing yet."""
    return await agency.join(number, sender, consents=())


async def tell(agency: Agency, number: str = "K-1", *, version: str = "1", **more: Any) -> StoredCustomer:
    """Another system says that he allows offers."""
    given = ConsentData(purpose="marketing", granted=True, version=version, **more)
    stored = await agency.put(number, consents=(given,))
    assert isinstance(stored, StoredCustomer)
    return stored


async def counts(agency: Agency, customer: str, purpose: str = "marketing") -> str:
    """What the ledger says: yes, no, waits, or nothing."""

    def read(tx: Transaction) -> str:
        word = latest_words(tx, [customer]).get(customer, {}).get(purpose)
        return "nothing" if word is None else "waits" if word.waits else "yes" if word.granted else "no"

    return await agency.house.store.read(read)


def questions(agency: Agency, sender: str = "ada") -> list[str]:
    """How often he was asked for his own yes, and in what words."""
    return [text for text in agency.house.texts(sender) if QUESTION in text]


async def test_a_yes_from_elsewhere_is_asked_for_once_and_refused_meanwhile(agency: Agency) -> None:
    """The question names the purpose and the day it ends; till then an offer is refused under a rule of its own."""
    customer = await known(agency)
    assert (await tell(agency)).waiting == ("marketing",)
    await agency.event("booked", trip="T-1", purchase={"departs_at": agency.house.now + timedelta(days=200)})
    await agency.open()
    [asked] = questions(agency)
    assert asked.startswith("Hi Ada! This is Sonnweg. We were told that we may send you offers. Is that right?")
    assert asked.endswith("Without your yes by 15 January 2027 we will not write to you about it.")
    for _ in range(3):
        await tell(agency)  # every night again
        agency.house.pass_time(days=10)
        await agency.open()
    assert len(questions(agency)) == 1
    refused = [row["rule"] for row in (await agency.planned()).values() if row["purpose"] == "marketing"]
    assert "consent to marketing not confirmed" in refused
    explained = await explain(agency.house.store, "K-1", bundles=agency.house.bundles, now=agency.house.now)
    assert explained is not None
    assert (explained.consents["marketing"], explained.waiting) == (False, ("marketing",))
    assert await counts(agency, customer) == "waits"


@pytest.mark.parametrize(("said", "stands"), [("yes", "yes"), ("No", "no"), ("yes, but", "waits"), ("STOP", "no")])
async def test_his_own_word_decides(agency: Agency, said: str, stands: str) -> None:
    """A plain yes counts, with the version of the text that waited; a no withdraws; what is unclear changes nothing."""
    customer = await known(agency)
    await tell(agency, version="2027-01")
    await agency.open()
    await agency.house.hear(said)
    assert await counts(agency, customer) == stands
    [*_, last] = sorted(await agency.house.rows(consents), key=lambda row: row["at"])
    if stands == "yes":
        assert (last["version"], last["channel"], last["source"][:8]) == ("2027-01", "telegram", "session:")


@pytest.mark.parametrize(("choice", "days", "stands"), [(0, 3, "yes"), (0, 8, "waits"), (1, 8, "no")])
async def test_a_late_yes_does_not_count_and_a_late_no_does(
    agency: Agency, choice: int, days: int, stands: str
) -> None:
    """The question says until when: a tap on yes after that day changes nothing, a tap on no always counts."""
    customer = await known(agency)
    await tell(agency)
    await agency.open()
    buttons = agency.house.bot.prompts[-1].choices
    agency.house.pass_time(days=days)
    house = agency.house
    await remind_and_expire(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now)
    await house.hear("", kind="button", button=buttons[choice].payload)
    assert await counts(agency, customer) == stands


async def test_two_purposes_are_one_question(agency: Agency) -> None:
    """What waits together is asked together; one yes confirms both, and nothing that was told us later."""
    customer = await known(agency)
    both: tuple[ConsentData, ...] = tuple(ConsentData(purpose=each, granted=True) for each in ("survey", "marketing"))
    await agency.put(consents=both)
    await agency.open()
    [asked] = questions(agency)
    assert "ask for your opinion and send you offers" in asked
    await agency.house.hear("yes")
    assert [await counts(agency, customer, each) for each in ("survey", "marketing")] == ["yes", "yes"]


async def test_what_is_told_while_the_question_is_open_is_not_confirmed_by_it(agency: Agency) -> None:
    """His yes means what he was asked about; the other purpose gets a question of its own."""
    customer = await known(agency)
    await tell(agency)
    await agency.open()
    agency.house.pass_time(minutes=1)
    await agency.put(consents=(ConsentData(purpose="survey", granted=True),))
    await agency.house.hear("yes")
    assert [await counts(agency, customer, each) for each in ("survey", "marketing")] == ["waits", "yes"]
    agency.house.pass_time(minutes=30)
    await agency.open()
    assert "ask for your opinion. Is" in questions(agency)[-1]


async def test_who_has_no_channel_is_asked_once_he_has_one(agency: Agency) -> None:
    """Without an address nothing is planned; his phone number, or his personal link, brings the question."""
    stored = await tell(agency)
    assert await agency.planned() == {}
    await agency.put(phone="+4915123456789", channels=("sms",))
    [row] = (await agency.planned()).values()
    assert (row["contact"], row["purpose"], row["journey"]) == ("confirm_consent", "marketing", "double opt-in")
    assert stored.waiting == ("marketing",)


@pytest.mark.parametrize(("purposes", "stands"), [("[survey, marketing]", "waits"), ("[survey]", "yes"), ("[]", "yes")])
async def test_the_brand_says_which_purposes_need_it(agency: Agency, purposes: str, stands: str) -> None:
    """Where a purpose is not named, a yes from elsewhere counts at once, also one that has waited before."""
    brand = AGENCY["brand.yaml"] + f"\ndouble_opt_in: {purposes}\n"
    customer = await known(agency)
    await tell(agency)
    await agency.publish(AGENCY | {"brand.yaml": brand, "contact_rules.yaml": FREE})
    await tell(agency)
    assert await counts(agency, customer) == stands


async def test_a_yes_with_the_proof_that_he_confirmed_it_counts(agency: Agency) -> None:
    """By API, import and hand: the proof stands in the ledger; a line by hand without it waits like all others."""
    house, customer = agency.house, await known(agency)
    await tell(agency, confirmed="double opt-in by SMS, 3 May 2026")
    assert await counts(agency, customer) == "yes"
    [line] = [row for row in await house.rows(consents) if row["purpose"] == "marketing"]
    assert line["source"].endswith("confirmed: double opt-in by SMS, 3 May 2026")
    for confirmed, stands in ((False, "waits"), (True, "yes")):
        await write_by_hand(
            house.store,
            "K-1",
            "survey",
            granted=True,
            proof="form 12",
            version="1",
            confirmed=confirmed,
            who="mia",
            bundles=house.bundles,
            new_id=house.new_id,
            now=house.now,
        )
        assert await counts(agency, customer, "survey") == stands


async def test_erasure_and_merging_keep_it_right(agency: Agency) -> None:
    """Who was erased is not asked; of two customers made one, a yes that counts stays, and what waits is asked once."""
    house = agency.house
    first, second = await known(agency), await known(agency, "K-2", "bea")
    await tell(agency, confirmed="by SMS")
    house.pass_time(minutes=1)
    await tell(agency, "K-2")
    merged = await merge_customers(house.store, "K-1", "K-2", who="mia", new_id=house.new_id, now=house.now)
    assert isinstance(merged, Merged)
    assert await counts(agency, first) == "yes"
    third = await known(agency, "K-3", "cleo")
    await tell(agency, "K-3")
    assert await erase_customer(house.store, "K-3", who="mia", new_id=house.new_id, now=house.now)
    await agency.open()
    assert (questions(agency), questions(agency, "bea"), questions(agency, "cleo")) == ([], [], [])
    rules = {row["customer_id"]: row["rule"] for row in await agency.rows_of("confirm_consent")}
    assert rules == {first: "nothing waits for his own yes", third: "erased"}
    assert second not in rules


@pytest.mark.parametrize(
    ("confirmed", "brand", "fate"),
    [
        ("", "", ("refused", "no open address that he has written from")),
        ("by SMS, 3 May 2026", "", ("opened", "")),
        ("", "double_opt_in: []", ("opened", "")),
    ],
)
async def test_a_yes_in_one_chat_does_not_reach_a_number_that_may_be_anybodys(
    agency: Agency, confirmed: str, brand: str, fate: tuple[str, str]
) -> None:
    """His own yes reaches him where he has written; one with its proof, or where none is needed, reaches all."""
    house = agency.house
    await agency.publish(AGENCY | {"brand.yaml": f"{AGENCY['brand.yaml']}\n{brand}\n", "contact_rules.yaml": FREE})
    stored = await agency.put("K-1", first_name="Ada", language="en", zone="Europe/Berlin")
    assert isinstance(stored, StoredCustomer)
    await agency.follow_link("K-1", "ada", stored.customer_id, "gladly")
    if confirmed:
        await agency.put("K-1", consents=(ConsentData(purpose="survey", granted=True, confirmed=confirmed),))
    assert await counts(agency, stored.customer_id, "survey") == "yes"
    await agency.put("K-1", phone="+4915123456789", channels=("sms",))
    await house.receive(house.says("", "ada", kind="blocked"))
    await house.turns()
    await agency.event("hotline_call")
    house.pass_time(hours=2)
    await agency.open()
    [row] = await agency.rows_of("after_call")
    assert (row["state"], row["rule"]) == fate


async def test_a_link_to_the_question_asks_for_everything(agency: Agency) -> None:
    """Who opens such a link himself, with nothing waiting, is asked for what needs a yes of his own."""
    stored = await agency.put("K-1", first_name="Ada", language="en")
    assert isinstance(stored, StoredCustomer)
    house = agency.house
    token = await make_link(house.store, stored.customer_id, "", "confirm_consent", token="t", now=house.now)
    [asked] = await house.hear("", "ada", kind="start", token=token)
    assert "may ask for your opinion and send you offers. Is that right?" in asked
    await house.hear("yes")
    assert [await counts(agency, stored.customer_id, each) for each in ("survey", "marketing")] == ["yes", "yes"]


@dataclass
class Model:
    """One customer, by the table in usecases/ask_own_yes.py."""

    state: str = "nothing"
    waited: set[str] = field(default_factory=set)
    own: bool | None = None
    open: bool = False
    stopped: bool = False
    asked: int = 0

    def move(self, what: str) -> None:
        """What one move does."""
        kind, _, version = what.partition(" ")
        if kind == "told":
            self._told(version)
        elif kind == "proven":
            self.state = "yes"
        elif kind == "taken":
            self.state = "no"
        elif kind == "stop" and not self.stopped:
            self.state, self.own, self.open, self.stopped = "no", False, False, True
        elif kind == "start":
            self.stopped = False
        elif kind in ("yes", "no") and self.open:
            self.state, self.own, self.open = kind, kind == "yes", False

    def _told(self, version: str) -> None:
        if self.state == "yes" or version in self.waited:
            return
        self.state = "waits"
        self.waited.add(version)
        if self.own is not False and not self.stopped:
            self.asked += 1
            self.open = True


MOVES = ("told 1", "told 2", "proven", "taken", "yes", "no", "stop", "start")


def walks() -> list[tuple[str, ...]]:
    """All pairs of moves, and some longer walks."""
    chance = Random(7)
    return [*product(MOVES, repeat=2), *(tuple(chance.choice(MOVES) for _ in range(6)) for _ in range(24))]


async def test_every_walk_through_the_states_ends_where_the_table_says(agency: Agency) -> None:
    """After each of many random moves the ledger, and how often he was asked, are what the small model says."""
    models = {f"K-{number}": (walk, Model()) for number, walk in enumerate(walks())}
    ids = {number: await known(agency, number, number) for number in models}
    for step in range(6):
        for number, (walk, model) in models.items():
            if step < len(walk):
                await _make(agency, number, walk[step], model)
        await agency.open()
        for number, (walk, model) in models.items():
            if step < len(walk):
                got = (await counts(agency, ids[number]), len(questions(agency, number)))
                assert got == (model.state, model.asked), (number, walk[: step + 1])
        agency.house.pass_time(hours=25)


async def _make(agency: Agency, number: str, move: str, model: Model) -> None:
    kind, _, version = move.partition(" ")
    if kind == "told":
        await tell(agency, number, version=version)
    elif kind == "proven":
        await tell(agency, number, version="9", confirmed="on paper")
    elif kind == "taken":
        await agency.put(number, consents=(ConsentData(purpose="marketing", granted=False),))
    elif kind in ("stop", "start") and model.stopped == (kind == "start"):
        await agency.house.hear(kind.upper(), number)
    elif kind in ("yes", "no") and model.open:
        await agency.house.hear(kind, number)
    model.move(move)
