"""What is written just after the end of a conversation, or in the middle of one, in the house as it runs."""

from __future__ import annotations

import pytest

from conversation.reading import Reading, TopicScore
from storage.bundles import audit
from storage.cases import cases
from storage.customers import addresses
from storage.responses import answers
from tests.usecases.house import FILES, House
from usecases.faq_readings import PREFIX
from usecases.publish_bundle import Published, publish
from usecases.start_flow import Opened, start_flow

pytestmark = pytest.mark.anyio

FAQ = """\
echoloop: 1
questions:
  luggage:
    asks: [Wie viel Gepäck?, How much luggage?, What may the suitcase weigh?]
    keywords: [suitcase]
    de: 20 Kilo.
    en: 20 kilos.
"""


@pytest.fixture
async def asked(house: House) -> House:
    """A house with an answer to one question, and a customer who is asked for a score."""
    published = await publish(house.store, FILES | {"faq.yaml": FAQ}, who="test", now=house.now)
    assert isinstance(published, Published), published
    await house.hear("", kind="start")
    await house.hear("gladly")
    house.pass_time(minutes=5)
    (address,) = await house.rows(addresses)
    opened = await start_flow(
        house.store, address["customer_id"], "nps", bundles=house.bundles, new_id=house.new_id, now=house.now
    )
    assert isinstance(opened, Opened)
    await house.deliver()
    return house


async def test_a_score_taken_back_after_the_end_counts_once_with_an_audit_line(asked: House) -> None:
    """The row has the new score, and the audit says what it was."""
    assert await asked.hear("8") == ["Thank you!"]
    asked.pass_time(hours=3)
    assert await asked.hear("sorry, I meant 2") == ["Thank you, we have changed it."]
    scores = [row for row in await asked.rows(answers) if row["kind"] == "ask_score"]
    assert [(row["score"], row["band"]) for row in scores] == [(2.0, "detractor")]
    lines = [row["detail"] for row in await asked.rows(audit) if row["what"] == "answer corrected"]
    assert [(line["from"], line["to"]) for line in lines] == [("8", "2")]


async def test_the_rest_of_a_split_message_reaches_its_answer(asked: House) -> None:
    """ "2", "the room", "was loud": one score, one text, no word too many."""
    assert await asked.hear("2") == ["What went wrong?"]
    asked.pass_time(seconds=20)
    assert await asked.hear("the room") == ["Thank you!"]
    asked.pass_time(seconds=3)
    assert await asked.hear("was loud") == []
    texts = [row["value"] for row in await asked.rows(answers) if row["kind"] == "ask_text"]
    assert texts == ["the room\nwas loud"]


async def test_something_else_later_is_still_answered(asked: House) -> None:
    """Only what belongs to the conversation goes there."""
    await asked.hear("8")
    asked.pass_time(hours=2)
    assert await asked.hear("Hello, is anybody there?") == [
        "Thank you for your message. We will pass it on to our team."
    ]


async def test_a_known_question_is_answered_in_between_and_out_of_the_blue(asked: House) -> None:
    """By its meaning while we ask, by a keyword afterwards; no case is opened for either."""
    asked.reader.readings["What may we bring?"] = Reading(
        kind="question", kind_confidence=0.9, topics=(TopicScore(PREFIX + "luggage", 0.95),), model="m"
    )
    said = await asked.hear("What may we bring?")
    assert said[0] == "20 kilos."
    assert said[1].startswith("How likely are you")
    await asked.hear("8")
    asked.pass_time(hours=2)
    assert await asked.hear("And how heavy is a suitcase?") == ["20 kilos."]
    assert await asked.rows(cases) == []


async def test_an_unknown_question_in_between_becomes_a_case(asked: House) -> None:
    """The desk's rule for questions says which team gets it, and the conversation goes on."""
    asked.reader.readings["Who is my guide?"] = Reading(kind="question", kind_confidence=0.95, model="m")
    said = await asked.hear("Who is my guide?")
    assert said[0] == "Good question, we will pass it on to our team. And once more:"
    assert said[1].startswith("How likely are you")
    assert [row["team"] for row in await asked.rows(cases)] == ["care"]
    assert await asked.hear("8") == ["Thank you!"]
