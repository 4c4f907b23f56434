"""Which conversation the desk's rules send to whom, by when, and when many of one cause become a list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conversation.reading import Reading, TopicScore
from storage.case_dues import case_dues
from storage.case_lists import case_lists
from storage.cases import cases
from tests.usecases.house import FILES, House
from usecases.publish_bundle import Published, publish

pytestmark = pytest.mark.anyio
DESK = """
echoloop: 1
teams:
  care: {channel: "#care", hours: {days: mon-fri, from: "09:00", until: "18:00"}, first_answer: {high: 1h, normal: 4h}}
  booking: {channel: "#booking"}
rules:
  - {when: {words: [Anwalt, sue you]}, team: booking, priority: high}
  - {when: {repeated_detractor: true}, team: care, priority: high}
  - {when: {score_mismatch: true, confidence: 90-100}, team: care, priority: normal}
  - {when: {topics: [punctuality_delivery]}, team: care, priority: normal}
storm: {cases: 3, within: 1min}
"""
LATE = Reading(
    sentiment="negative", confidence=0.97, topics=(TopicScore("punctuality_delivery", 0.9),), kind="feedback", model="m"
)


async def publish_desk(house: House) -> None:
    """The small experience with this file's desk."""
    done = await publish(house.store, {**FILES, "desk.yaml": DESK}, who="test", now=house.now)
    assert isinstance(done, Published)


async def test_a_word_of_the_list_decides_whatever_the_model_saw(house: House) -> None:
    """Upper case, umlauts and phrases of several words are found; the first rule that holds counts."""
    await publish_desk(house)
    await house.ask("nps")
    await house.hear("3")
    await house.hear("I will SUE   you all")
    [case] = await house.rows(cases)
    assert (case["team"], case["priority"]) == ("booking", "high")


async def test_who_is_unhappy_again_is_urgent(house: House) -> None:
    """The second bad score within a year opens an urgent case, the first one does not."""
    await publish_desk(house)
    await house.ask("nps")
    await house.hear("3")
    await house.hear("nothing special")
    assert await house.rows(cases) == []
    house.pass_time(days=40)
    await house.ask("nps")
    await house.hear("2")
    [case] = await house.rows(cases)
    assert (case["team"], case["priority"]) == ("care", "high")
    assert case["first_answer_due_at"] == house.now + timedelta(hours=1)


async def test_words_that_contradict_the_score_are_looked_at(house: House) -> None:
    """A 10 with an angry text, read surely, is a case; read unsurely it is not."""
    await publish_desk(house)
    house.reader.readings["never again"] = Reading(sentiment="negative", confidence=0.95, model="m")
    await house.ask("nps")
    await house.hear("10")
    await house.hear("never again")
    [case] = await house.rows(cases)
    assert case["priority"] == "normal"


async def test_targets_respect_hours_and_are_warned_of_before(house: House) -> None:
    """A normal case of a Sunday night is due on Monday at work; three warnings lie before each target."""
    await publish_desk(house)
    house.reader.readings["late again"] = LATE
    house.pass_time(days=5, hours=8, minutes=10)  # Sunday 2027-06-06 22:10 in Berlin
    await house.hear("late again")
    [case] = await house.rows(cases)
    assert case["first_answer_due_at"].isoformat() == "2027-06-07T11:00:00+00:00"  # Monday 13:00
    assert case["topic"] == "punctuality_delivery"
    dues = {row["kind"]: row["due_at"] for row in await house.rows(case_dues)}
    assert dues["answer_owner"].isoformat() == "2027-06-07T09:00:00+00:00"
    assert dues["answer_owner"] < dues["answer_lead"] < dues["answer_team"] < case["first_answer_due_at"]
    assert dues["solve_team"] < case["solve_due_at"]


async def test_many_of_one_cause_become_a_list_and_stay_cases(house: House) -> None:
    """The first ones have cards of their own; those beyond the limit share a list; a quiet minute ends the storm."""
    await publish_desk(house)
    house.reader.readings["late again"] = LATE
    for number in range(6):
        await house.hear("late again", sender=f"guest{number}")
    rows = await house.rows(cases)
    assert [bool(row["list_id"]) for row in sorted(rows, key=lambda row: row["number"])] == [False] * 3 + [True] * 3
    [found] = await house.rows(case_lists)
    assert (found["team"], found["topic"], found["stale"]) == ("care", "punctuality_delivery", True)
    house.pass_time(minutes=5)
    await house.hear("late again", sender="straggler")
    newest = max(await house.rows(cases), key=lambda row: row["number"])
    assert newest["list_id"] == ""
