"""The facts that rules look at are flat, and say what is unsure."""

from __future__ import annotations

from dataclasses import replace

from conversation.customer import Customer
from conversation.escalation import facts
from conversation.reading import UNREAD, Reading
from conversation.session import Answer, Session
from tests.conversation.sample_flow import NEGATIVE, NOW, NPS, talk

BARE = Session(id="abcdefghijkl", flow="f", bundle="b", customer=Customer(id="c1", channel="telegram"), started_at=NOW)


def text_answer(step: str, reading: Reading | None) -> Answer:
    """A text answer with its reading."""
    return Answer(step=step, kind="ask_text", value="text", text="text", reading=reading, at=NOW)


def test_answers_and_the_newest_reading_are_facts() -> None:
    """A score is known by number and band, a text by itself, the reading by its parts."""
    session = talk(NPS, "2", "Der Bus kam nie", reading=NEGATIVE).session
    known = facts(session, touchpoint="trip_as_a_whole")
    assert known["recommend"] == (2, "detractor")
    assert known["why_not"] == "Der Bus kam nie"
    assert known["touchpoint_score"] == "detractor"
    assert (known["sentiment"], known["kind"], known["mixed"]) == ("negative", "feedback", False)
    assert known["topics"] == ("punctuality_delivery",)
    assert (known["touchpoint"], known["customer.channel"]) == ("trip_as_a_whole", "telegram")


def test_an_unsure_or_absent_reading_makes_a_text_unsure() -> None:
    """A rule on `unsure` finds texts that the model could not read."""
    for reading in (UNREAD, None):
        session = replace(BARE, answers=(text_answer("why", reading),))
        assert facts(session)["why"] == ("text", "unsure")


def test_the_newest_read_answer_counts() -> None:
    """A later answer without a reading does not hide an earlier one with a reading."""
    session = replace(BARE, answers=(text_answer("one", NEGATIVE), text_answer("two", None)))
    assert facts(session)["sentiment"] == "negative"


def test_a_reading_without_topics_is_unsure_about_them() -> None:
    """No topic above its threshold is not the same as no text."""
    session = replace(BARE, answers=(text_answer("one", Reading(sentiment="negative")),))
    assert facts(session)["topics"] == ("unsure",)
    assert "topics" not in facts(BARE)


def test_a_skipped_question_is_no_fact() -> None:
    """An answer without a value is not known."""
    skipped = Answer(step="score", kind="ask_score", value=None, scale="nps", at=NOW)
    known = facts(replace(BARE, answers=(skipped,)))
    assert "score" not in known
    assert "touchpoint_score" not in known
