"""Answers go on, anything else is asked back, late taps correct."""

from __future__ import annotations

from dataclasses import replace

from conversation.effects import GrantConsent, RecordAnswer, SendPrompt, WithdrawConsent
from conversation.engine import resume
from conversation.inputs import OptedOut, Reply, SessionExpired
from conversation.messages import Media
from conversation.reading import Reading
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.say import Say
from conversation.system_texts import SYSTEM
from tests.conversation.sample_flow import (
    CONSENT,
    NEGATIVE,
    NOW,
    NPS,
    RECOMMEND,
    begin,
    both,
    flow_of,
    kinds,
    only,
    talk,
    texts,
)

NINE = Reply(step="recommend", choice="9", text="9", message_id="m9")


def test_a_tap_answers_the_open_question() -> None:
    """A tapped value is recorded with its band, scale and message."""
    answer = only(talk(NPS, NINE), RecordAnswer).answer
    assert (answer.value, answer.band, answer.scale, answer.message_id) == (9, "promoter", "nps", "m9")


def test_no_answer_is_asked_back_with_choices_and_then_passed_over() -> None:
    """Two tries are asked back; the third misfit goes on to the step below."""
    turn = talk(NPS, "Hä?")
    assert texts(turn) == [SYSTEM["not_understood_nps"].de]
    assert len(only(turn, SendPrompt).prompt.choices) == 11
    assert talk(NPS, "Hä?", "Wie?").session.step == "recommend"
    assert texts(talk(NPS, "Hä?", "Wie?", "Was?")) == ["Danke!"]


def test_the_author_may_end_instead() -> None:
    """`if_not_understood: end` ends with a polite word."""
    flow = flow_of(replace(RECOMMEND, tries=0, if_not_understood="end"), Say(name="thanks", text=both("Danke!")))
    turn = talk(flow, "Hä?")
    assert (turn.session.state, texts(turn)) == ("ended", [SYSTEM["session_ended"].de])


def test_a_school_grade_is_asked_back_with_its_own_text() -> None:
    """Germans grade 1 as best: the text says which end is."""
    expected = [SYSTEM["grade"].de]
    assert texts(talk(NPS, "Note 1")) == expected
    happy = Reading(sentiment="positive", confidence=0.97)
    assert texts(talk(NPS, "1, war alles schön", reading=happy)) == expected
    unhappy = talk(NPS, "1, war alles schlimm", reading=NEGATIVE).session.answer_to("recommend")
    assert unhappy is not None
    assert unhappy.value == 1


def test_feedback_instead_of_a_score_is_not_lost() -> None:
    """Who tells instead of scoring is asked for the number once, and not asked again what he has told."""
    turn = talk(NPS, "Der Bus kam nie, so ein Ärger", reading=NEGATIVE)
    assert turn.session.step == "recommend"
    turn = resume(NPS, turn.session, Reply(text="2"), NOW)
    score, why_not = turn.session.answers
    assert (score.value, score.text, score.reading) == (2, "Der Bus kam nie, so ein Ärger\n2", NEGATIVE)
    assert (why_not.value, why_not.reading) == ("Der Bus kam nie, so ein Ärger", NEGATIVE)


def test_a_late_tap_corrects_the_score_and_does_not_walk_again() -> None:
    """A 9 tapped after the 2 replaces it; the open question stays open."""
    before = talk(NPS, "2")
    turn = resume(NPS, before.session, NINE, NOW)
    answer = only(turn, RecordAnswer).answer
    assert (answer.value, answer.band) == (9, "promoter")
    assert turn.session.step == "why_not"
    assert [answer.value for answer in turn.session.answers] == [9]


def test_a_second_tap_on_the_same_button_does_nothing() -> None:
    """A double tap is one answer, during the session and after it."""
    assert resume(NPS, talk(NPS, NINE).session, NINE, NOW).effects == ()
    seven = Reply(step="recommend", choice="7")
    over = talk(NPS, seven).session
    assert over.state == "completed"
    assert resume(NPS, over, seven, NOW).effects == ()


def test_a_tap_on_a_finished_session_gets_a_polite_word_and_changes_nothing() -> None:
    """The response is closed; the customer is not left without an answer."""
    over = talk(NPS, "7").session
    turn = resume(NPS, over, NINE, NOW + NPS.correct_within * 2)
    assert turn.session == over
    assert texts(turn) == [SYSTEM["already_over"].de]
    assert resume(NPS, over, Reply(text="9"), NOW).effects == ()


def test_after_stop_not_even_a_tap_is_answered() -> None:
    """Nothing is said after the confirmation of a STOP."""
    stopped = talk(NPS, OptedOut()).session
    assert resume(NPS, stopped, NINE, NOW).effects == ()


def test_consent_is_granted_with_purpose_and_version() -> None:
    """A yes writes the ledger's entry; the answer is kept too."""
    turn = talk(flow_of(CONSENT), "ja gern")
    assert only(turn, GrantConsent) == GrantConsent(purpose="survey", version="2027-01")
    assert only(turn, RecordAnswer).answer.value is True


def test_a_no_grants_nothing_and_is_recorded() -> None:
    """Declining is an answer, not a silence."""
    turn = talk(flow_of(CONSENT), "lieber nicht")
    assert kinds(turn) == ["RecordAnswer", "CompleteResponse"]
    assert only(turn, RecordAnswer).answer.band == "decline"


def test_consent_is_withdrawn_by_the_other_button_at_any_time() -> None:
    """Withdrawal is as easy as giving: the button still counts after the session's end."""
    flow = flow_of(CONSENT)
    turn = resume(flow, talk(flow, "ja").session, Reply(step="opinion", choice="decline"), NOW)
    assert only(turn, WithdrawConsent) == WithdrawConsent(purposes=("survey",))
    assert texts(turn) == [SYSTEM["consent_withdrawn"].de]
    assert only(turn, RecordAnswer).answer.value is False


def test_consent_tapped_after_the_session_expired_still_counts() -> None:
    """A late yes is a yes; after a STOP it is not."""
    flow = flow_of(CONSENT)
    late_yes = Reply(step="opinion", choice="accept")
    turn = resume(flow, talk(flow, SessionExpired()).session, late_yes, NOW)
    assert only(turn, GrantConsent).purpose == "survey"
    assert turn.session.state == "expired"
    assert resume(flow, talk(flow, OptedOut()).session, late_yes, NOW).effects == ()


def test_a_score_passed_over_can_still_be_tapped() -> None:
    """Where the question was given up, its buttons still take the score; the flow stays where it is."""
    flow = flow_of(replace(RECOMMEND, tries=0), CONSENT)
    given_up = talk(flow, "Hä?")
    assert given_up.session.step == "opinion"
    turn = resume(flow, given_up.session, NINE, NOW)
    assert only(turn, RecordAnswer).answer.value == 9
    assert turn.session.step == "opinion"


def test_a_text_that_nobody_wants_understood_keeps_no_reading() -> None:
    """Without `understand` the text alone is kept."""
    answer = only(talk(flow_of(AskText(name="number")), "SW-4711", reading=NEGATIVE), RecordAnswer).answer
    assert (answer.value, answer.reading) == ("SW-4711", None)


def test_an_optional_question_can_be_skipped() -> None:
    """ "weiter" passes an optional question on, and is asked back or taken as text where it is not optional."""
    optional = flow_of(AskScore(name="score", scale="csat", optional=True), Say(name="thanks", text=both("Danke!")))
    turn = talk(optional, "weiter")
    assert texts(turn) == ["Danke!"]
    assert only(turn, RecordAnswer).answer.value is None
    assert talk(NPS, "weiter").session.step == "recommend"


def test_a_photo_or_punctuation_is_no_text() -> None:
    """A text question wants a letter, a digit or an emoji."""
    flow = flow_of(AskText(name="why", text=both("Warum?")))
    asked_back = [SYSTEM["not_understood_text"].de]
    assert texts(talk(flow, Reply(media=(Media("photo"),)))) == asked_back
    assert texts(talk(flow, "...")) == asked_back
    assert only(talk(flow, "😊"), RecordAnswer).answer.value == "😊"


def test_a_long_text_is_cut_to_what_is_kept() -> None:
    """A megabyte of text is an answer of 4000 characters."""
    answer = only(talk(flow_of(AskText(name="why")), "x" * 1_000_000), RecordAnswer).answer
    assert len(str(answer.value)) == len(answer.text) == 4000


def test_a_session_whose_step_is_gone_ends_politely() -> None:
    """A flow that lost the step it waits at does not leave the customer hanging."""
    turn = resume(flow_of(CONSENT), begin().session, Reply(text="9"), NOW)
    assert (turn.session.state, texts(turn)) == ("ended", [SYSTEM["session_ended"].de])
