"""What a customer writes while his case goes on in another one: it is heard there, and answered from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bots.case_actions import AnswerCustomer, CaseAction, Merge, Reopen, Resolve
from bots.download import Fetched
from bots.outcome import Refused
from bots.slack_card import blocks
from conversation.messages import Media
from conversation.reading import Reading
from storage.case_work import case_facts
from storage.cases import case_events, cases
from storage.desk_posts import desk_posts
from storage.gone_on import WorkedThere
from storage.outbox import outbox
from tests.usecases.agency import AGENCY, Agency
from tests.usecases.house import House
from tests.usecases.test_fetch_media import JPEG, Shelf
from usecases.case_board import form_of
from usecases.case_card import card_of
from usecases.erase_customer import erase_customer
from usecases.explain_contact import explain
from usecases.fetch_media import MediaRules, fetch_media
from usecases.media_folder import MediaFolder
from usecases.start_flow import start_flow
from usecases.watch_cases import watch_cases
from usecases.work_case import Done, NotPossible, Worked, work_case

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
ANGRY = Reading(sentiment="negative", confidence=0.97, kind="feedback", model="given")
NEUTRAL = Reading(sentiment="neutral", confidence=0.97, kind="feedback", model="given")
WHEN = Reading(sentiment="neutral", confidence=0.97, kind="question", kind_confidence=0.99, model="given")


@pytest.fixture
async def agency(house: House) -> Agency:
    """Three customers missed the same bus; C-3 goes on in C-2, and C-2 in C-1."""
    agency = Agency(house)
    await agency.publish(AGENCY)
    house.reader.readings |= {"The bus did not come": ANGRY, "My ticket: mail ben@example.com": NEUTRAL, "When?": WHEN}
    for number, sender in (("K-1", "ada"), ("K-2", "ben"), ("K-3", "cleo")):
        customer = await agency.join(number, sender)
        await agency.put(number, first_name=sender.title())
        await start_flow(house.store, customer, "nps", bundles=house.bundles, new_id=house.new_id, now=house.now)
        await house.deliver()
        await house.hear("2", sender)
        await house.hear("The bus did not come", sender)
    assert await work(agency, Merge(await case(agency, 3), "kim", 2)) == Done()
    assert await work(agency, Merge(await case(agency, 2), "kim", 1)) == Done()
    house.pass_time(hours=20)  # what he writes now is no rest of an answer
    return agency


async def work(agency: Agency, action: CaseAction) -> Worked:
    """One action of the desk."""
    house = agency.house
    return await work_case(house.store, action, bundles=house.bundles, new_id=house.new_id, now=house.now)


async def row(agency: Agency, number: int) -> dict[str, Any]:
    """A case's row by its number."""
    return next(each for each in await agency.house.rows(cases) if each["number"] == number)


async def case(agency: Agency, number: int) -> str:
    """A case's id by its number."""
    return str((await row(agency, number))["id"])


async def thread(agency: Agency, number: int) -> list[str]:
    """What the thread of a case's card was told, with whose it is."""
    posts = [each for each in await agency.house.rows(desk_posts) if each["case_id"] == await case(agency, number)]
    return [" ".join(str(each["body"].get(name, "")) for name in ("who", "of", "text")).strip() for each in posts]


async def card(agency: Agency, number: int) -> str:
    """A case's card as Slack gets it."""
    house, case_id = agency.house, await case(agency, number)
    facts = await house.store.read(lambda tx: case_facts(tx, case_id))
    assert facts is not None
    return str(blocks(card_of(facts, await house.bundles.current(), house.now)))


async def asked_whom(agency: Agency) -> list[str]:
    """Whom the window for an answer offers at C-1, the chosen one first."""
    house, case_id = agency.house, await case(agency, 1)
    experience = await house.bundles.current()
    form = await house.store.read(lambda tx: form_of(tx, experience, case_id, None))
    assert form is not None
    return [name for _, name in form.to]


async def test_his_message_stands_on_the_surviving_case_with_whose_it_is(agency: Agency) -> None:
    """It is in that case's history, thread and card, masked; no new case opens, not by way of another case either."""
    house = agency.house
    await house.store.run(lambda tx: tx.execute(cases.update().values(card_stale=False)))
    await house.hear("My ticket: mail ben@example.com", "ben")
    await house.hear("When?", "cleo")
    assert [each["number"] for each in await house.rows(cases)] == [1, 2, 3]
    assert (await thread(agency, 1))[-2:] == ["Ben C-2 My ticket: mail [mail]", "Cleo C-3 When?"]
    shown = await card(agency, 1)
    assert "*Ben (C-2)* My ticket: mail [mail]" in shown
    assert "Zusammengelegt mit: Ben (C-2), Cleo (C-3)" in shown
    assert [(await row(agency, number))["card_stale"] for number in (1, 2, 3)] == [True, False, False]


async def test_a_question_counts_as_a_reason_of_the_surviving_case(agency: Agency) -> None:
    """As its own customer's does; a new conversation that ends badly is a case of his own, where his words go then."""
    house = agency.house
    await house.hear("When?", "ben")
    assert [each["by"].partition(":")[0] for each in (await row(agency, 1))["reasons"]] == [
        "nps.to_a_person",
        "desk.yaml",
    ]
    ben = str((await row(agency, 2))["customer_id"])
    await start_flow(house.store, ben, "nps", bundles=house.bundles, new_id=house.new_id, now=house.now)
    await house.deliver()
    await house.hear("1", "ben")
    await house.hear("The bus did not come", "ben")
    house.pass_time(hours=1)
    await house.hear("When?", "ben")
    assert (await row(agency, 4))["customer_id"] == ben
    assert (await thread(agency, 4))[-1] == "Ben  When?"


async def test_an_answer_reaches_whom_it_is_for_once(agency: Agency) -> None:
    """Whoever wrote last is offered first; the bot is silent to him alone, and the thread names him."""
    house = agency.house
    assert await asked_whom(agency) == ["Ada (C-1)", "Ben (C-2)", "Cleo (C-3)"]
    await house.hear("When?", "ben")
    assert await asked_whom(agency) == ["Ben (C-2)", "Ada (C-1)", "Cleo (C-3)"]
    answer = AnswerCustomer(await case(agency, 1), "kim", "At noon, Ben.", key="slack:V1", to=await case(agency, 2))
    assert await work(agency, answer) == Done()
    assert await work(agency, answer) == Done()
    await house.deliver()
    assert (house.texts("ben")[-1], house.texts("ben").count("At noon, Ben.")) == ("At noon, Ben.", 1)
    assert [each["address"] for each in await house.rows(outbox) if each["step"] == "desk"] == ["ben"]
    assert (await thread(agency, 1))[-1] == "→ An Ben (C-2) (kim): At noon, Ben."
    assert "*kim → Ben (C-2)* At noon, Ben." in await card(agency, 1)
    assert await house.hear("Thank you", "ben") == []
    one = await row(agency, 1)
    assert (one["person_is_writing"], one["owner"], one["first_answer_at"]) == (False, "kim", None)


async def test_history_and_why_tell_both_directions(agency: Agency) -> None:
    """The surviving case's history says of whom each line is, and why says where he is heard and answered."""
    house, own = agency.house, await case(agency, 2)
    await house.hear("When?", "ben")
    await work(agency, AnswerCustomer(await case(agency, 1), "kim", "At noon.", key="1", to=own))
    said = [(each["kind"], each["about"]) for each in await house.rows(case_events) if each["about"]]
    assert said == [("message_in", own), ("message_out", own)]
    explained = await explain(house.store, "K-2", bundles=house.bundles, now=house.now)
    assert explained is not None
    assert explained.cases == (WorkedThere(2, 1, heard=1, answered=1, open=True),)


async def test_his_stop_is_named_and_nobody_writes_to_him(agency: Agency) -> None:
    """The card says who has stopped; an answer to him is refused with the reason, one to the others is not."""
    house, first = agency.house, await case(agency, 1)
    await house.hear("STOP", "ben")
    assert "Ben (C-2): STOPP auf telegram" in await card(agency, 1)
    to_ben = AnswerCustomer(first, "kim", "Hello?", key="1", to=await case(agency, 2))
    assert await work(agency, to_ben) == NotPossible("stopped")
    assert await work(agency, AnswerCustomer(first, "kim", "Hello, Cleo.", key="2", to=await case(agency, 3))) == Done()


async def test_his_own_case_takes_his_words_again(agency: Agency) -> None:
    """Reopened it is his own; an answer meant for him from the other case is refused; solved is solved for all."""
    house, first, second = agency.house, await case(agency, 1), await case(agency, 2)
    await work(agency, AnswerCustomer(first, "kim", "Hello.", key="1", to=await case(agency, 3)))
    await work(agency, Reopen(second, "kim"))
    assert await work(agency, AnswerCustomer(first, "kim", "Hello?", key="2", to=second)) == NotPossible("elsewhere")
    await house.hear("When?", "ben")
    assert (await thread(agency, 2))[-1] == "Ben  When?"
    await work(agency, Resolve(second, "kim", "solved"))
    assert not (await row(agency, 3))["person_is_writing"]


async def test_erasing_him_takes_his_words_from_the_surviving_case(agency: Agency) -> None:
    """Neither its history nor its thread keeps what he wrote or was written; the others' words stay."""
    house = agency.house
    await house.hear("When?", "ben")
    await house.hear("My ticket: mail ben@example.com", "ada")
    await work(agency, AnswerCustomer(await case(agency, 1), "kim", "At noon.", key="1", to=await case(agency, 2)))
    await erase_customer(house.store, "K-2", who="test", new_id=house.new_id, now=house.now)
    texts = [each["text"] for each in await house.rows(case_events) if each["kind"] in ("message_in", "message_out")]
    assert sorted(texts) == ["", "", "My ticket: mail ben@example.com"]
    assert "At noon" not in str(await house.rows(desk_posts))


async def test_his_photo_stands_in_the_thread_of_the_surviving_case(agency: Agency, tmp_path: Path) -> None:
    """Once it has been fetched, with the number of his own case."""
    house = agency.house
    await house.hear("", "ben", kind="media", media=(Media("f1", "image/jpeg", 12),))
    shelf, folder = Shelf(Fetched(JPEG)), MediaFolder(tmp_path / "media")
    await fetch_media(house.store, bots={"telegram": shelf}, folder=folder, rules=MediaRules(), now=house.now)
    assert [line.partition(",")[0] for line in (await thread(agency, 1))[-2:]] == [
        "Ben C-2 📷 (no text)",
        "📎 image/jpeg",
    ]
    assert (await thread(agency, 1))[-1].endswith("(C-2)")


async def test_an_answer_that_does_not_reach_him_is_told_with_his_name(agency: Agency) -> None:
    """Whoever wrote to one of several customers learns whom it has not reached."""
    house = agency.house
    house.bot.outcomes.append(Refused("blocked by the platform"))
    await work(agency, AnswerCustomer(await case(agency, 1), "kim", "At noon.", key="1", to=await case(agency, 2)))
    await house.deliver()
    await watch_cases(house.store, bundles=house.bundles, now=house.now)
    lines = [line for line in await thread(agency, 1) if "⚠" in line]
    assert [line.partition(" ")[0] for line in lines] == ["Ben"]
