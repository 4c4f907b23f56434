"""Conversation repair: going back, taking a score back, split messages, questions in between, late taps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.effects import OpenCase, PassOn, RecordAnswer
from conversation.engine import resume
from conversation.faq import Faq
from conversation.inputs import Reply
from conversation.reading import Reading
from conversation.session import Session
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_number import AskNumber
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.open_case import OpenCase as OpenCaseStep
from conversation.steps.say import Say
from conversation.system_texts import SYSTEM
from conversation.typed.meant import takes_back
from tests.conversation.sample_flow import NOW, NPS, both, flow_of, kinds, only, talk, texts

SCORE = AskScore(name="score", scale="nps", text=both("Zahl?"), understand=("sentiment",))
WHY = AskText(name="why", text=both("Warum?"), understand=("sentiment",))
WHICH = AskChoice(name="which", text=both("Welches?"), choices={"a": both("Hotel"), "b": both("Flug")})
BYE = Say(name="bye", text=both("Tschüss"))
LUGGAGE = Faq(name="luggage", asks=("Wie viel Gepäck?",), keywords=("Koffer",), text=both("20 kg."))
QUESTION = Reading(kind="question", kind_confidence=0.95)
SOON, LATER = timedelta(seconds=3), timedelta(minutes=5)


def score_of(session: Session) -> object:
    """The value of the score."""
    answer = session.answer_to("score")
    return answer.value if answer else None


@pytest.mark.parametrize("word", ["zurück", "Zurück bitte", "back", "BACK!"])
def test_back_puts_the_last_question_again_and_goes_on_from_there(word: str) -> None:
    """The new answer replaces the old one, and the flow follows it."""
    flow = flow_of(SCORE, WHICH, BYE)
    turn = talk(flow, "3", word)
    assert texts(turn) == ["Zahl?"]
    turn = resume(flow, turn.session, Reply(text="9"), NOW)
    assert score_of(turn.session) == 9
    assert texts(turn) == ["Welches?"]


def test_back_at_the_first_question_puts_it_again() -> None:
    """There is nothing to go back to, and nobody is told off."""
    turn = talk(flow_of(SCORE), "zurück")
    assert texts(turn) == ["Zahl?"]
    assert turn.session.step == "score"


def test_going_back_does_not_do_things_twice() -> None:
    """A case that was opened on the way is not opened again."""
    flow = flow_of(SCORE, OpenCaseStep(name="help", team="care", text=both("Fall.")), WHICH, BYE)
    turn = talk(flow, "3")
    assert "OpenCase" in kinds(turn)
    turn = resume(flow, talk(flow, "3", "zurück").session, Reply(text="2"), NOW)
    assert not any(isinstance(effect, OpenCase) for effect in turn.effects)
    assert texts(turn) == ["Welches?"]


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("ich meinte 9", "9"),
        ("Sorry, ich meinte eine 9!", "9!"),
        ("Korrektur: 8", "8"),
        ("oops, I meant 10", "10"),
        ("sorry, eine 2", "2"),
        ("hab mich vertippt, 7", None),
        ("vertippt, sollte 7 sein", "7 sein"),
        ("das Zimmer war 9 m² groß", None),
        ("Ich mein ja nur", None),
    ],
)
def test_what_takes_a_score_back(text: str, instead: str | None) -> None:
    """Only plain words of correction count; everything else is an answer."""
    assert takes_back(text) == instead


def test_a_score_that_is_taken_back_in_words_is_changed_and_the_question_stays() -> None:
    """No re-walk: the open question waits on, the change is audited by what it was before."""
    turn = talk(flow_of(SCORE, WHY, BYE), "1", "ich meinte 9")
    recorded = only(turn, RecordAnswer)
    assert (recorded.answer.value, recorded.before.value if recorded.before else None) == (9, 1)
    assert texts(turn) == [SYSTEM["corrected"].de]
    assert turn.session.step == "why"


@pytest.mark.parametrize("given", [Reply(text="ich meinte 9"), Reply(step="recommend", choice="9")])
def test_a_score_may_be_corrected_after_the_end_for_a_while(given: Reply) -> None:
    """In time it is changed once; after that the response is closed."""
    over = talk(NPS, "7").session
    in_time = resume(NPS, over, given, NOW + NPS.correct_within)
    assert texts(in_time) == [SYSTEM["corrected"].de]
    assert in_time.session.state == "completed"
    assert resume(NPS, in_time.session, given, NOW + NPS.correct_within).effects == ()
    too_late = resume(NPS, over, given, NOW + NPS.correct_within + SOON)
    assert not any(isinstance(effect, RecordAnswer) for effect in too_late.effects)


def test_a_late_tap_on_a_choice_changes_that_choice_alone() -> None:
    """The click lands on the question it belonged to, not on the one that is open."""
    flow = flow_of(WHICH, SCORE, BYE)
    turn = talk(flow, "Hotel", Reply(step="which", choice="b"))
    answer = turn.session.answer_to("which")
    assert answer is not None
    assert answer.value == "b"
    assert turn.session.step == "score"
    assert texts(turn) == []


def test_fragments_of_a_text_become_one_answer() -> None:
    """Three quick messages are one text; the next question waits, and a slow text answers it."""
    flow = flow_of(WHY, AskText(name="more", text=both("Noch etwas?")), BYE)
    turn = talk(flow, "Das Zimmer", "war laut", "und kalt")
    assert texts(turn) == []
    assert turn.session.answer_to("why") == only(turn, RecordAnswer).answer
    assert only(turn, RecordAnswer).answer.value == "Das Zimmer\nwar laut\nund kalt"
    turn = resume(flow, turn.session, Reply(text="Nein"), NOW + LATER)
    assert texts(turn) == ["Tschüss"]


def test_a_comment_right_after_a_score_belongs_to_it() -> None:
    """ "9", then "weil das Zimmer ruhig war": the choice that is open waits, the next text question is not asked."""
    flow = flow_of(SCORE, WHICH, BYE)
    turn = talk(flow, "9", "weil das Zimmer so ruhig war", reading=Reading(sentiment="positive", confidence=0.9))
    answer = turn.session.answer_to("score")
    assert answer is not None
    assert (answer.value, answer.text) == (9, "9\nweil das Zimmer so ruhig war")
    assert answer.reading is not None
    assert turn.session.step == "which"
    assert texts(turn) == []


def test_the_rest_of_a_message_after_the_end_is_kept_without_a_word() -> None:
    """The conversation has ended on the first fragment; the second still reaches whoever reads the answer."""
    flow = flow_of(WHY, BYE)
    over = talk(flow, "Das Zimmer").session
    turn = resume(flow, over, Reply(text="war laut"), NOW + SOON)
    assert only(turn, RecordAnswer).answer.value == "Das Zimmer\nwar laut"
    assert texts(turn) == []
    assert resume(flow, over, Reply(text="Wann öffnet ihr?"), NOW + LATER).effects == ()


@pytest.mark.parametrize(
    ("text", "reading"), [("Und der Koffer?", None), ("Was darf mit?", Reading(kind="question", faq="luggage"))]
)
def test_a_question_in_between_is_answered_and_ours_put_again(text: str, reading: Reading | None) -> None:
    """By meaning, or by a keyword in a question; nothing is lost and nothing counts as misunderstood."""
    flow = replace(flow_of(SCORE, BYE), faq={"luggage": LUGGAGE})
    turn = talk(flow, text, reading=reading)
    assert texts(turn) == ["20 kg.", "Zahl?"]
    assert turn.session.misunderstood == 0
    assert texts(resume(flow, turn.session, Reply(text="9"), NOW)) == ["Tschüss"]


def test_a_question_without_an_answer_goes_to_the_desk_and_ours_is_put_again() -> None:
    """The desk gets the words; the customer is told, and the flow waits where it was."""
    turn = talk(flow_of(SCORE, BYE), "Wer sitzt da eigentlich?", reading=QUESTION)
    assert only(turn, PassOn).text == "Wer sitzt da eigentlich?"
    assert texts(turn) == [SYSTEM["question_passed_on"].de, "Zahl?"]


def test_a_question_may_be_the_answer_to_a_question_for_text() -> None:
    """ "Why did nobody come?" is what went wrong: only a known question is answered there."""
    flow = replace(flow_of(WHY, BYE), faq={"luggage": LUGGAGE})
    assert texts(talk(flow, "Warum kam niemand?", reading=QUESTION)) == ["Tschüss"]
    assert texts(talk(flow, "Und der Koffer?", reading=QUESTION)) == ["20 kg.", "Warum?"]


def test_what_can_be_read_in_two_ways_is_asked_back_once() -> None:
    """ "1 oder 10?" is never guessed, and nobody is asked for it for ever."""
    flow = flow_of(SCORE, BYE)
    turn = talk(flow, "1 oder 10")
    assert texts(turn) == [SYSTEM["several"].de]
    assert texts(resume(flow, turn.session, Reply(text="1 oder 10"), NOW)) == ["Tschüss"]
    assert score_of(resume(flow, turn.session, Reply(text="10"), NOW).session) == 10


def test_a_number_that_is_no_answer_to_a_number_is_no_comment() -> None:
    """A question for a number after a score is asked back, not taken for a comment, where the text means a number."""
    flow = flow_of(SCORE, AskNumber(name="nights", low=1, high=30, text=both("Nächte?")), BYE)
    assert texts(talk(flow, "9", "99 Nächte")) == [SYSTEM["number_off"].de]
