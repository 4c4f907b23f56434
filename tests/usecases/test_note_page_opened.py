"""The team's answer on a personal rating page: it waits and is read there, she writes back, and the desk sees that."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bots.case_actions import AnswerCustomer, Resolve
from bots.slack_card import blocks
from bots.webchat import WebchatBot
from conversation.reading import Reading
from storage.case_work import case_facts
from storage.cases import case_events, cases
from storage.customers import addresses, customers, link_tokens
from storage.desk_posts import desk_posts
from storage.outbox import outbox
from tests.usecases.house import NOON, House
from usecases.case_card import card_of
from usecases.deliver import deliver
from usecases.erase_customer import erase_customer
from usecases.look_at_page import Answered, NoSuchLink, look_at_page
from usecases.note_page_opened import note_page_opened
from usecases.protocols import Bot
from usecases.rate_page import rate, reply
from usecases.work_case import Done, NotPossible, Worked, work_case

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
ANGRY = Reading(sentiment="negative", confidence=0.95, kind="feedback", model="given")
SORRY = "Sorry, Ada: {{ brand }} pays <b>50 €</b>."


async def unhappy(house: House, comment: str = "Nobody helped us") -> str:
    """Ada, known by her link alone, gives a 2 with her reason; returns her case, where it opened one."""
    house.reader.readings["Nobody helped us"] = ANGRY
    ada = {"id": "ada-known", "external_id": "K-1", "first_name": "Ada", "language": "en", "created_at": NOON,
           "updated_at": NOON}  # fmt: skip
    token = {"token": "tok", "customer_id": "ada-known", "flow": "nps", "created_at": NOON}
    await house.store.run(lambda tx: (tx.execute(customers.insert(), ada), tx.execute(link_tokens.insert(), token)))
    reader, bundles, new_id = house.reader, house.bundles, house.new_id
    await rate(house.store, "tok", 2, comment, reader=reader, bundles=bundles, new_id=new_id, now=house.now)
    found = await house.rows(cases)
    return str(found[0]["id"]) if found else ""


async def answer(house: House, case_id: str, text: str = SORRY, key: str = "1") -> Worked:
    """Kim answers, and what waits is delivered."""
    house.pass_time(minutes=5)
    action = AnswerCustomer(case_id, "kim", text, key=key)
    outcome = await work_case(house.store, action, bundles=house.bundles, new_id=house.new_id, now=house.now)
    bots: dict[str, Bot] = {"webchat": WebchatBot(), "telegram": house.bot}
    while await deliver(house.store, bots=bots, bundles=house.bundles, now=house.now):
        pass
    return outcome


async def write_back(house: House, text: str) -> None:
    """Ada writes into the box on her page."""
    house.pass_time(minutes=5)
    reader, bundles, new_id = house.reader, house.bundles, house.new_id
    await reply(house.store, "tok", text=text, reader=reader, bundles=bundles, new_id=new_id, now=house.now)


async def page(house: House) -> Answered:
    """What the page shows."""
    view = await look_at_page(house.store, "tok", bundles=house.bundles, now=house.now)
    assert isinstance(view, Answered)
    return view


async def card(house: House, case_id: str) -> str:
    """The desk's card, as Slack gets it."""
    experience = await house.bundles.current()
    facts = await house.store.read(lambda tx: case_facts(tx, case_id))
    assert facts is not None
    return str(blocks(card_of(facts, experience, house.now)))


async def history(house: House) -> list[tuple[str, str]]:
    """What the case's history says of messages."""
    return [(row["kind"], row["text"]) for row in await house.rows(case_events) if "message" in row["kind"]]


async def test_before_the_answer_page_and_desk_know_where_it_will_stand(house: House) -> None:
    """The page says that the answer will be read there, the card that it will wait there."""
    case_id = await unhappy(house)
    view = await page(house)
    assert (view.waits, view.talk) == (True, ())
    assert "Eine Antwort wartet dort und wird nicht zugestellt" in await card(house, case_id)


async def test_the_answer_is_read_on_the_page_and_the_reply_lands_in_the_case(house: House) -> None:
    """Both sides in order as they stand; what she writes back goes to the same case, and the bot is silent."""
    case_id = await unhappy(house)
    assert await answer(house, case_id) == Done()
    assert [(each.by, each.text) for each in (await page(house)).talk] == [
        ("customer", "Nobody helped us"),
        ("we", "Someone will get back to you. Your case is C-1."),
        ("we", "Thank you!"),
        ("team", SORRY),
    ]
    await write_back(house, "Thanks, but the hotel was bad too")
    assert [each.text for each in (await page(house)).talk][-2:] == [SORRY, "Thanks, but the hotel was bad too"]
    await answer(house, case_id, "We will ask the hotel.", key="2")
    talk = (await page(house)).talk
    assert [(each.by, each.text) for each in talk[-2:]] == [
        ("customer", "Thanks, but the hotel was bad too"),
        ("team", "We will ask the hotel."),
    ]
    assert talk[-1].at == house.now
    assert await history(house) == [
        ("message_out", SORRY),
        ("message_in", "Thanks, but the hotel was bad too"),
        ("message_out", "We will ask the hotel."),
    ]
    shown = await card(house, case_id)
    assert "Thanks, but the hotel was bad too" in shown
    assert "persönliche Seite" in shown
    assert len(await house.rows(cases)) == 1


async def test_the_desk_is_told_that_the_answer_waits_and_later_that_it_was_opened(house: House) -> None:
    """The thread says at once that nothing is pushed; the card goes stale once the page was opened, not before."""
    case_id = await unhappy(house)
    await answer(house, case_id)
    told = [str(row["body"]) for row in await house.rows(desk_posts) if row["key"].startswith("out:")]
    assert "Wartet auf seiner persönlichen Seite" in told[0]
    assert "Noch nicht geöffnet" in await card(house, case_id)
    await house.store.run(lambda tx: tx.execute(cases.update().values(card_stale=False)))
    assert (await page(house)).unseen
    assert await note_page_opened(house.store, "tok")
    assert not await note_page_opened(house.store, "tok")
    assert not (await page(house)).unseen
    assert [row["card_stale"] for row in await house.rows(cases)] == [True]
    assert "seit der letzten Antwort geöffnet" in await card(house, case_id)
    await answer(house, case_id, "One thing more.", key="2")
    assert "Noch nicht geöffnet" in await card(house, case_id)


async def test_who_is_reached_elsewhere_is_answered_there(house: House) -> None:
    """An open chat comes first, as ever; the page promises nothing then."""
    case_id = await unhappy(house)
    telegram = {"id": "a-t", "customer_id": "ada-known", "channel": "telegram", "platform_id": "ada", "state": "open",
                "last_inbound_at": NOON, "created_at": NOON}  # fmt: skip
    await house.store.run(lambda tx: tx.execute(addresses.insert(), telegram))
    await answer(house, case_id)
    assert house.texts("ada") == [SORRY]
    view = await page(house)
    assert (view.waits, view.talk) == (False, ())


async def test_after_stop_nobody_writes_to_the_page(house: House) -> None:
    """The desk is told so; after START it may write again."""
    case_id = await unhappy(house)
    await answer(house, case_id)
    await write_back(house, "STOP")
    assert await answer(house, case_id, "Hello?", key="2") == NotPossible("stopped")
    assert "Hello?" not in [each.text for each in (await page(house)).talk]
    await write_back(house, "START")
    assert await answer(house, case_id, "Good to have you back.", key="3") == Done()
    assert (await page(house)).talk[-1].text == "Good to have you back."


async def test_after_the_case_is_resolved_she_is_still_heard(house: House) -> None:
    """An unhappy word reopens the ear of the desk: as on every channel, a person gets it, and the page says so."""
    case_id = await unhappy(house)
    await answer(house, case_id)
    done = Resolve(case_id, "kim", "solved", "staff")
    await work_case(house.store, done, bundles=house.bundles, new_id=house.new_id, now=house.now)
    house.reader.readings["It happened again"] = ANGRY
    house.pass_time(days=2)
    await write_back(house, "It happened again")
    await answer(house, case_id)
    assert [each.text for each in (await page(house)).talk][-2:] == [
        "It happened again",
        "Thank you for your message. We will pass it on to our team.",
    ]
    assert ("message_in", "It happened again") in await history(house)


async def test_nobody_writes_on_a_page_that_asks_nothing(house: House) -> None:
    """Where the team has not written and no question is open, a post changes nothing."""
    await unhappy(house)
    await write_back(house, "hello?")
    assert await history(house) == []


async def test_an_erased_customer_has_no_page(house: House) -> None:
    """The link leads nowhere, nothing of the conversation is left, and nobody can write there."""
    case_id = await unhappy(house)
    await answer(house, case_id)
    await write_back(house, "Thanks")
    await erase_customer(house.store, "K-1", who="test", new_id=house.new_id, now=house.now)
    assert await look_at_page(house.store, "tok", bundles=house.bundles, now=house.now) == NoSuchLink()
    assert not await note_page_opened(house.store, "tok")
    assert await answer(house, case_id, "Hello?", key="2") == NotPossible("unreachable")
    left = await house.store.read(lambda tx: tx.execute(select(outbox.c.prompt, outbox.c.address)).all())
    assert set(map(str, left)) == {"({}, '')"}
