"""You said, we did: counted first, planned once each, and refused by the gate where there is no consent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conversation.reading import Reading, TopicScore
from storage.contacts import contacts
from tests.usecases.agency import AGENCY
from tests.usecases.house import House
from usecases.open_contacts import open_contacts
from usecases.publish_bundle import Published, publish
from usecases.tell_what_we_did import Counted, NoSuchContact, tell_what_we_did

pytestmark = pytest.mark.anyio
WORDS = "The transfer never came, we stood there"


async def told(house: House, *, send: bool, contact: str = "invite", days: int = 90) -> Counted | NoSuchContact:
    """One run of the action."""
    experience = await house.bundles.current()
    return await house.store.run(
        lambda tx: tell_what_we_did(
            tx,
            experience,
            topic="transfer",
            contact=contact,
            since=house.now - timedelta(days=days),
            new_id=house.new_id,
            now=house.now,
            send=send,
        )
    )


async def complained(house: House) -> None:
    """Ada and Ben name the transfer, Cem the food."""
    assert isinstance(await publish(house.store, AGENCY, who="test", now=house.now), Published)
    for sender, topic, words in (
        ("ada", "transfer", WORDS),
        ("ben", "transfer", WORDS + "!"),
        ("cem", "food", "Cold soup"),
    ):
        seen = Reading(
            sentiment="negative", confidence=0.9, kind="feedback", topics=(TopicScore(topic, 0.9),), model="m"
        )
        house.reader.readings[words] = seen
        await house.ask("nps", sender)
        await house.hear("4", sender)
        await house.hear(words, sender)


async def test_who_named_it_is_counted_then_planned_once(house: House) -> None:
    """Counting plans nothing; sending twice plans two contacts, not four; long ago nobody named it."""
    await complained(house)
    assert await told(house, send=False) == Counted(named=2, told=0, left=2)
    assert await house.rows(contacts) == []
    assert await told(house, send=True) == Counted(named=2, told=0, left=2)
    house.pass_time(days=3)
    assert await told(house, send=True) == Counted(named=2, told=2, left=0)
    assert await told(house, send=False, days=1) == Counted(named=0, told=0, left=0)
    rows = await house.rows(contacts)
    assert [(row["contact"], row["flow"], row["purpose"]) for row in rows] == [("invite", "invite", "marketing")] * 2


async def test_the_gate_decides_for_everybody(house: House) -> None:
    """Who has not consented to marketing is not told: the row stays, with the rule that refused it."""
    await complained(house)
    await told(house, send=True)
    await open_contacts(house.store, bundles=house.bundles, new_id=house.new_id, now=house.now)
    fates = {(row["state"], row["rule"]) for row in await house.rows(contacts)}
    assert fates == {("refused", "no consent to marketing")}


async def test_another_contact_cannot_tell_it(house: House) -> None:
    """What the calendar sends is nothing to tell with; those that can are named."""
    await complained(house)
    assert await told(house, send=True, contact="documents") == NoSuchContact(("invite",))
