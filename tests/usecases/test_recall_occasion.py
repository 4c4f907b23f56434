"""What a bot is told of the message it is sending: its step, the customer's last word, the coming evening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bots.occasion import Occasion
from storage.contacts import contacts
from storage.customers import addresses
from storage.outbox import outbox
from storage.transactions import Transaction
from tests.usecases.house import NOON, House
from usecases.recall_occasion import recall_occasion
from usecases.start_flow import Opening, open_sessions

pytestmark = pytest.mark.anyio


async def last(house: House) -> Occasion:
    """The occasion of the newest message."""
    key = str((await house.rows(outbox))[-1]["key"])
    return await recall_occasion(house.store, house.bundles, key, house.now)


async def test_a_flows_step_and_when_the_customer_last_wrote(house: House) -> None:
    """Within a dialogue there is no evening: he is awake."""
    await house.ask("nps")
    assert await last(house) == Occasion(last_inbound_at=NOON, flow="nps", step="recommend")


async def test_the_products_own_texts_belong_to_no_flow(house: House) -> None:
    """Help has no template."""
    await house.hear("", kind="start")
    await house.hear("HELP")
    assert await last(house) == Occasion(last_inbound_at=NOON)


async def test_an_unknown_message_has_its_window_closed(house: House) -> None:
    """Nothing is known, nothing is promised."""
    assert await recall_occasion(house.store, house.bundles, "nobody", house.now) == Occasion()


async def test_an_opening_knows_when_the_evening_begins(house: House) -> None:
    """By the rules and where the customer is: Berlin's quiet hours, in summer time."""
    await house.hear("", kind="start")
    await house.hear("gladly")
    customer_id = (await house.rows(addresses))[0]["customer_id"]
    plan = {
        "id": "c1", "customer_id": customer_id, "journey": "trip", "contact": "post_trip", "flow": "nps",
        "purpose": "survey", "state": "opened", "due_at": NOON, "planned_for": NOON, "created_at": NOON,
    }  # fmt: skip
    opening = Opening(customer_id=customer_id, flow="nps", contact_id="c1")

    def work(tx: Transaction) -> object:
        tx.execute(contacts.insert(), plan)
        return open_sessions(tx, [opening], bundles=house.bundles, new_id=house.new_id, now=house.now)

    await house.store.run(work)
    evening = (await last(house)).quiet_from
    rules = (await house.bundles.current()).rules
    expected = datetime(2027, 6, 1, rules.quiet_from.hour, rules.quiet_from.minute, tzinfo=UTC) - timedelta(hours=2)
    assert evening == expected
