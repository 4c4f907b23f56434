"""The desk's actions on a case: one wins, the customer is answered once, and the bot is silent meanwhile."""

from __future__ import annotations

import anyio
import pytest

from bots.case_actions import AnswerCustomer, CaseAction, Claim, Note, Reopen, Resolve
from conversation.reading import Reading
from storage.cases import case_events, cases
from storage.customers import addresses
from storage.outbox import outbox
from tests.usecases.house import House
from usecases.work_case import Done, NoSuchCase, NotPossible, TakenBy, Worked, tell, work_case

pytestmark = pytest.mark.anyio
DATABASES = ["sqlite", "postgresql"]
ANGRY = Reading(sentiment="negative", confidence=0.97, kind="feedback", model="given")


async def case_of(house: House) -> str:
    """An unhappy customer's case, opened by a conversation."""
    house.reader.readings["The driver shouted at us"] = ANGRY
    await house.ask("nps")
    await house.hear("2")
    await house.hear("The driver shouted at us")
    [case] = await house.rows(cases)
    return str(case["id"])


async def work(house: House, action: CaseAction) -> Worked:
    """One action of the desk."""
    return await work_case(house.store, action, bundles=house.bundles, new_id=house.new_id, now=house.now)


async def kinds(house: House) -> list[str]:
    """What the case's history says, in order."""
    return [row["kind"] for row in await house.rows(case_events)]


async def test_of_two_who_claim_one_wins_and_the_other_is_told(house: House) -> None:
    """Both click at once: one owner, one event, and the other reads who was quicker."""
    case_id = await case_of(house)
    outcomes: list[Worked] = []

    async def claim(who: str) -> None:
        outcomes.append(await work(house, Claim(case_id, who)))

    async with anyio.create_task_group() as group:
        group.start_soon(claim, "kim")
        group.start_soon(claim, "alex")
    [case] = await house.rows(cases)
    assert case["state"] == "claimed"
    assert sorted(outcomes, key=str) == [Done(), TakenBy(case["owner"])]
    assert (await kinds(house)).count("claimed") == 1
    assert await work(house, Claim(case_id, case["owner"])) == Done()
    assert case["owner"] in tell(TakenBy(case["owner"]), "en")


async def test_an_answer_reaches_the_customer_once_and_silences_the_bot(house: House) -> None:
    """The text arrives as it stands, a second delivery of the same click does nothing, replies go to the desk."""
    case_id = await case_of(house)
    answer = AnswerCustomer(case_id, "kim", "Sorry, Ada: {{ brand }} pays <b>50 €</b>.", key="slack:V1")
    assert await work(house, answer) == Done()
    assert await work(house, answer) == Done()
    await house.deliver()
    assert house.texts()[-1] == "Sorry, Ada: {{ brand }} pays <b>50 €</b>."
    assert len([row for row in await house.rows(outbox) if row["step"] == "desk"]) == 1
    [case] = await house.rows(cases)
    assert (case["person_is_writing"], case["owner"], case["first_answer_at"]) == (True, "kim", house.now)
    assert await house.hear("Thank you, but the hotel was bad too") == []
    assert (await kinds(house))[-2:] == ["message_out", "message_in"]


async def test_resolving_keeps_outcome_and_cause_and_lets_the_bot_speak_again(house: House) -> None:
    """A resolved case has an outcome, a note and a time; reopening takes them back."""
    case_id = await case_of(house)
    await work(house, AnswerCustomer(case_id, "kim", "Sorry!", key="1"))
    assert await work(house, Resolve(case_id, "kim", "compensated", "delay", "50 €")) == Done()
    [case] = await house.rows(cases)
    assert (case["state"], case["outcome"], case["cause"]) == ("resolved", "compensated", "delay")
    assert (case["resolved_at"], case["person_is_writing"]) == (house.now, False)
    assert await work(house, Resolve(case_id, "kim", "compensated", "delay")) == Done()
    assert await work(house, Claim(case_id, "alex")) == NotPossible("resolved")
    assert await work(house, AnswerCustomer(case_id, "alex", "Hello?", key="2")) == NotPossible("resolved")
    assert await work(house, Reopen(case_id, "alex")) == Done()
    [case] = await house.rows(cases)
    assert (case["state"], case["outcome"], case["resolved_at"]) == ("claimed", "", None)
    assert (await kinds(house))[-4:] == ["message_out", "note", "resolved", "reopened"]


async def test_what_cannot_be_done_is_said_in_words(house: House) -> None:
    """Empty texts, a customer without an address, a case that is not there."""
    case_id = await case_of(house)
    assert await work(house, AnswerCustomer(case_id, "kim", "  ", key="1")) == NotPossible("empty")
    assert await work(house, Note(case_id, "kim", "")) == NotPossible("empty")
    assert await work(house, Claim("nothing", "kim")) == NoSuchCase()
    await house.store.run(lambda tx: tx.execute(addresses.update().values(state="dead")))
    outcome = await work(house, AnswerCustomer(case_id, "kim", "Hello?", key="1"))
    assert outcome == NotPossible("unreachable")
    for worked in (outcome, NotPossible("empty"), NotPossible("resolved"), NoSuchCase(), TakenBy("")):
        assert tell(worked, "de")
        assert tell(worked, "en")
    assert tell(Done(), "de") == ""


async def test_every_change_makes_the_card_stale(house: House) -> None:
    """Claiming, noting, answering, resolving: each is to be seen at the desk."""
    case_id = await case_of(house)
    for action in (
        Claim(case_id, "kim"),
        Note(case_id, "kim", "called, no answer"),
        AnswerCustomer(case_id, "kim", "Sorry!", key="1"),
        Resolve(case_id, "kim", "solved"),
        Reopen(case_id, "kim"),
    ):
        await house.store.run(lambda tx: tx.execute(cases.update().values(card_stale=False)))
        await work(house, action)
        [case] = await house.rows(cases)
        assert case["card_stale"], action
