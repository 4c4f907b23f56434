"""Two customers made one by hand: nothing is lost or doubled, a STOP counts for both, and it can be taken back."""

from __future__ import annotations

import pytest

from storage.bundles import audit
from storage.customers import addresses, consents, customers, find_person
from storage.responses import responses
from tests.usecases.house import House
from tests.usecases.opt_out_house import ME, OptOutHouse
from usecases.erase_customer import erase_customer
from usecases.merge_customers import Merged, NotMerged, merge_customers, show_customer, unmerge_customers
from usecases.put_customer import CustomerData, StoredCustomer, put_customer

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]


@pytest.fixture
async def opt(house: House) -> OptOutHouse:
    """Ada with two channels, and K-2, of whom the company knows a number and a first name."""
    opened = OptOutHouse(house)
    await opened.prepare()
    await house.store.run(lambda tx: tx.execute(customers.update().values(external_id="K-1")))
    stored = await put_customer(house.store, "K-2", CustomerData(first_name="A."), new_id=house.new_id, now=house.now)
    assert isinstance(stored, StoredCustomer)
    return opened


async def merge(opt: OptOutHouse, kept: str = "K-2", merged: str = "K-1") -> Merged | NotMerged:
    """By hand."""
    house = opt.house
    return await merge_customers(house.store, kept, merged, who="mia", new_id=house.new_id, now=house.now)


async def unmerge(opt: OptOutHouse, kept: str = "K-2", merged: str = "K-1") -> Merged | NotMerged:
    """Back."""
    house = opt.house
    return await unmerge_customers(house.store, kept, merged, who="mia", new_id=house.new_id, now=house.now)


async def test_everything_moves_and_both_numbers_lead_to_one(opt: OptOutHouse) -> None:
    """Addresses, answers and consents belong to the kept one; a conversation goes on; one response is counted."""
    await opt.talk("survey", opt.here)
    await opt.deliver()
    assert isinstance(await merge(opt), Merged)
    assert await opt.hear("fine") == ["telegram: Thanks."]
    kept = await show_customer(opt.house.store, "K-1")
    assert kept is not None
    assert (kept.row.external_id, kept.merged, len(kept.addresses)) == ("K-2", ["K-1"], 2)
    assert kept.consents == {"survey": True, "marketing": True}
    assert [row["customer_id"] for row in await opt.house.rows(responses)] == [kept.row.id]
    assert await merge(opt) == NotMerged("they are one customer already")


async def test_it_can_be_taken_back(opt: OptOutHouse) -> None:
    """What moved moves back under its own number; each change left a line with who did it."""
    await merge(opt)
    assert isinstance(await unmerge(opt), Merged)
    assert {row["customer_id"] for row in await opt.house.rows(addresses)} == {ME}
    person = await opt.house.store.read(lambda tx: find_person(tx, "K-1"))
    assert (person.id if person else "", person.first_name if person else "") == (ME, "Ada")
    assert [row["what"] for row in await opt.house.rows(audit) if row["who"] == "mia"] == ["merge", "unmerge"]
    assert await unmerge(opt) == NotMerged("K-1 was not merged into K-2")


async def test_a_stop_of_either_is_a_stop_of_both(opt: OptOutHouse) -> None:
    """The ledgers become one: its latest word counts, and nothing is sent to the stopped channel."""
    await opt.hear("STOP")
    await merge(opt)
    person = await show_customer(opt.house.store, "K-2")
    assert person is not None
    assert person.consents == {"survey": False, "marketing": False}
    assert {address.channel: address.state for address in person.addresses}["telegram"] == "stopped"


async def test_the_company_may_go_on_writing_either_number(opt: OptOutHouse) -> None:
    """New data under the merged number reach the one customer; no third one appears."""
    await merge(opt)
    data = CustomerData(attributes={"price_class": "premium"})
    stored = await put_customer(opt.house.store, "K-1", data, new_id=opt.house.new_id, now=opt.house.now)
    assert isinstance(stored, StoredCustomer)
    assert not stored.created
    person = await show_customer(opt.house.store, "K-2")
    assert person is not None
    assert person.row.attributes["price_class"] == "premium"
    assert len(await opt.house.rows(customers)) == 2


async def test_erasing_one_erases_what_was_merged(opt: OptOutHouse) -> None:
    """Names under both numbers are gone, and neither number leads to anybody."""
    await merge(opt)
    house = opt.house
    assert await erase_customer(house.store, "K-1", who="mia", new_id=house.new_id, now=house.now)
    assert {row["first_name"] for row in await house.rows(customers)} == {""}
    assert await show_customer(house.store, "K-1") is None
    assert await show_customer(house.store, "K-2") is None
    assert await merge(opt) == NotMerged("nobody is called K-2 (any more)")


async def test_the_latest_merge_is_taken_back_first(opt: OptOutHouse) -> None:
    """Three made one come apart in the opposite order."""
    house = opt.house
    await put_customer(house.store, "K-3", CustomerData(), new_id=house.new_id, now=house.now)
    await merge(opt)
    house.pass_time(minutes=1)
    await merge(opt, "K-2", "K-3")
    assert isinstance(await unmerge(opt), NotMerged)
    assert isinstance(await unmerge(opt, "K-2", "K-3"), Merged)
    assert isinstance(await unmerge(opt), Merged)
    assert len(await house.rows(consents)) == 2
