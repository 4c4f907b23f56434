"""What the channels keep beside messages: templates, customers' files, one-time codes, costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.contacts import contacts
from storage.customers import addresses, customers
from storage.database import Store
from storage.erasure import erase_person
from storage.join_codes import add_code, good_code, guesses_since, note_guess, use_code
from storage.media_files import (
    add_media,
    due_media,
    forget_media,
    media_of,
    media_of_messages,
    media_to_delete,
    note_deleted,
    settle_media,
)
from storage.message_costs import costs, note_cost
from storage.templates import TemplateRow, all_templates, replace_templates, waiting_for
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def ada(tx: Transaction) -> None:
    """A customer on WhatsApp with one planned contact."""
    person = {"language": "de", "created_at": NOON, "updated_at": NOON}
    tx.execute(customers.insert(), [person | {"id": "ada"}, person | {"id": "bob"}])
    place = {"customer_id": "ada", "channel": "whatsapp", "platform_id": "+49", "state": "open", "created_at": NOON}
    tx.execute(addresses.insert(), place | {"id": "a1"})
    plan = {"id": "c1", "customer_id": "ada", "journey": "trip", "contact": "nps", "flow": "nps", "purpose": "survey"}
    tx.execute(contacts.insert(), plan | {"due_at": NOON, "planned_for": NOON, "created_at": NOON})


def photo(place: int = 0, message_id: str = "m1") -> dict[str, object]:
    """A photo that waits to be fetched."""
    about = {"channel": "whatsapp", "sender": "+49", "message_id": message_id, "place": place, "platform_id": "url"}
    return about | {"due_at": NOON, "accepted_at": NOON}


async def test_the_templates_are_those_of_the_last_look(store: Store) -> None:
    """What is not there any more is gone; planned contacts of customers who have the channel are counted."""
    await store.run(ada)
    row = TemplateRow(
        flow="nps",
        step="score",
        language="de",
        content_sid="HX1",
        category="utility",
        platform_category="marketing",
        status="approved",
        problem="",
        changed_at=NOON,
        checked_at=NOON,
    )
    await store.run(lambda tx: replace_templates(tx, [row, replace(row, language="en")]))
    await store.run(lambda tx: replace_templates(tx, [row]))
    assert await store.read(all_templates) == [row]
    assert await store.read(lambda tx: waiting_for(tx, ["nps", "other"], "de")) == {"nps": 1}
    assert await store.read(lambda tx: waiting_for(tx, ["nps"], "en")) == {}


async def test_a_file_is_fetched_once_and_found_by_its_customer(store: Store) -> None:
    """The same message twice is one file; settled ones are not due; a stranger has none."""
    await store.run(ada)
    for _ in range(2):
        await store.run(lambda tx: add_media(tx, [photo(0), photo(1)]))
    first, second = await store.read(lambda tx: due_media(tx, NOON, 9))
    assert await store.run(lambda tx: settle_media(tx, first.id, state="stored", file="1.jpg"))
    assert not await store.run(lambda tx: settle_media(tx, first.id, state="refused"))
    await store.run(lambda tx: settle_media(tx, second.id, due_at=LATER, tries=1))
    assert await store.read(lambda tx: due_media(tx, NOON, 9)) == []
    assert [each.file for each in await store.read(lambda tx: media_of(tx, "ada"))] == ["1.jpg", ""]
    assert await store.read(lambda tx: media_of(tx, "ada", since=LATER)) == []
    assert await store.read(lambda tx: media_of(tx, "bob")) == []
    assert len(await store.read(lambda tx: media_of_messages(tx, "whatsapp", ["m1"]))) == 2


async def test_an_erased_customers_files_are_to_be_deleted(store: Store) -> None:
    """And what is too old as well; once deleted, nothing is left to do; nobody else's are touched."""
    await store.run(ada)
    await store.run(lambda tx: add_media(tx, [photo(), photo(message_id="m2") | {"sender": "+50"}]))
    mine, others = await store.read(lambda tx: due_media(tx, NOON, 9))
    await store.run(lambda tx: settle_media(tx, mine.id, state="stored", file="1.jpg"))
    await store.run(lambda tx: settle_media(tx, others.id, state="stored", file="2.jpg"))
    await store.run(lambda tx: erase_person(tx, "ada", now=LATER))
    assert await store.read(lambda tx: media_to_delete(tx, 9)) == [(mine.id, "1.jpg")]
    await store.run(lambda tx: note_deleted(tx, [mine.id]))
    assert await store.run(lambda tx: forget_media(tx, before=LATER)) == 1
    assert await store.read(lambda tx: media_to_delete(tx, 9)) == [(others.id, "2.jpg")]


async def test_a_code_is_good_once_and_only_for_a_while(store: Store) -> None:
    """A newer one takes the earlier one's place; another customer's is not taken over; guesses are counted."""
    await store.run(ada)
    assert await store.run(lambda tx: add_code(tx, code="1", customer_id="ada", now=NOON, expires_at=LATER))
    assert not await store.run(lambda tx: add_code(tx, code="1", customer_id="bob", now=NOON, expires_at=LATER))
    assert await store.run(lambda tx: add_code(tx, code="2", customer_id="ada", now=NOON, expires_at=LATER))
    assert await store.read(lambda tx: good_code(tx, "1", NOON)) is None
    found = await store.read(lambda tx: good_code(tx, "2", NOON))
    assert found is not None
    assert found.customer_id == "ada"
    assert await store.read(lambda tx: good_code(tx, "2", LATER)) is None
    assert await store.run(lambda tx: use_code(tx, "2", NOON))
    assert not await store.run(lambda tx: use_code(tx, "2", NOON))
    await store.run(lambda tx: note_guess(tx, channel="sms", address="+1", now=NOON))
    assert await store.run(lambda tx: guesses_since(tx, NOON, channel="sms", address="+1")) == 1
    assert await store.run(lambda tx: guesses_since(tx, NOON, channel="sms", address="+2")) == 0
    assert await store.run(lambda tx: guesses_since(tx, LATER)) == 0


async def test_costs_add_up_over_tries_and_by_country(store: Store) -> None:
    """A message that was sent twice has cost twice, and is one message."""
    about = {"channel": "sms", "currency": "EUR", "now": NOON}
    for outbox_id, country, micros in ((1, "DE", 75_000), (1, "DE", 75_000), (2, "DE", 75_000), (3, "AT", 50_000)):
        given = about | {"outbox_id": outbox_id, "country": country, "segments": 1, "micros": micros}
        await store.run(lambda tx, given=given: note_cost(tx, **given))  # type: ignore[misc]
    german, austrian = await store.read(lambda tx: costs(tx, since=NOON, until=LATER))
    assert (german.country, german.messages, german.segments, german.micros) == ("DE", 2, 3, 225_000)
    assert (austrian.country, austrian.micros, austrian.currency) == ("AT", 50_000, "EUR")
    assert await store.read(lambda tx: costs(tx, since=LATER, until=LATER)) == []
