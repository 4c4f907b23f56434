"""Steps run from top to bottom; blocks return below; a step whose condition does not hold is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from conversation import effects
from conversation.conditions import Condition, Test
from conversation.customer import Customer
from conversation.effects import CompleteResponse, PlanContact, RecordAnswer, SendPrompt
from conversation.limits import STEPS_PER_TURN
from conversation.reading import UNREAD
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_text import AskText
from conversation.steps.open_case import OpenCase
from conversation.steps.say import Say
from conversation.steps.step import Step
from conversation.system_texts import SYSTEM
from conversation.texts import Wording
from tests.conversation.sample_flow import NEGATIVE, NOW, NPS, begin, both, flow_of, kinds, only, talk, texts


def test_the_first_turn_asks_the_first_question() -> None:
    """A session opens with its first question, all choices and the first reminder's time."""
    turn = begin()
    prompt = only(turn, SendPrompt).prompt
    assert texts(turn) == ["Hallo Ada! Empfiehlst du Sonnweg weiter?"]
    assert [choice.value for choice in prompt.choices] == [str(value) for value in range(11)]
    assert prompt.choices[9].payload == "abcdefghijkl:recommend:9"
    assert (prompt.layout, prompt.low, prompt.high) == ("scale", "gar nicht", "ganz sicher")
    assert turn.session.step == "recommend"
    assert turn.session.due_at == NOW + timedelta(hours=24)


def test_the_band_decides_the_block() -> None:
    """A detractor is asked what went wrong, a promoter what was best."""
    assert texts(talk(NPS, "2")) == ["Was ist passiert?"]
    assert texts(talk(NPS, "10")) == ["Was war am besten?"]


def test_a_missing_key_goes_on_below() -> None:
    """A passive has no block here: the flow goes on and ends."""
    turn = talk(NPS, "7")
    assert kinds(turn) == ["RecordAnswer", "SendPrompt", "CompleteResponse"]
    assert turn.session.state == "completed"


def test_a_block_returns_to_the_step_below() -> None:
    """After a block's last step comes the step below the question."""
    turn = talk(NPS, "10", "Das Essen")
    assert kinds(turn) == ["RecordAnswer", "PlanContact", "SendPrompt", "CompleteResponse"]
    assert texts(turn) == ["Danke!"]


def test_a_case_is_opened_before_its_text_is_said() -> None:
    """The case's number is known when its text is filled in, because the case comes first."""
    turn = talk(NPS, "2", "Der Bus kam nie", reading=NEGATIVE)
    assert kinds(turn) == ["RecordAnswer", "OpenCase", "SendPrompt", "SendPrompt", "CompleteResponse"]
    assert only(turn, effects.OpenCase) == effects.OpenCase(step="to_a_person", team="care", priority="high")


def test_a_condition_that_does_not_hold_leaves_the_step_out() -> None:
    """A 5 with a sure negative reading about nothing urgent opens no case here."""
    assert kinds(talk(NPS, "5", "Der Bus kam spät", reading=NEGATIVE)) == [
        "RecordAnswer",
        "SendPrompt",
        "CompleteResponse",
    ]


def test_an_unsure_reading_goes_to_a_person() -> None:
    """Where the model is not sure, or has not read, the rule for `unsure` applies."""
    assert "OpenCase" in kinds(talk(NPS, "5", "Naja, der Bus halt", reading=UNREAD))
    assert "OpenCase" in kinds(talk(NPS, "5", "Naja, der Bus halt"))


def test_a_comment_beside_the_score_answers_the_next_text() -> None:
    """Who has told why is not asked why; the comment and its reading become the answer."""
    turn = talk(NPS, "2, der Bus kam nie", reading=NEGATIVE)
    answers = [effect.answer for effect in turn.effects if isinstance(effect, RecordAnswer)]
    assert [(answer.step, answer.value, answer.reading) for answer in answers] == [
        ("recommend", 2, NEGATIVE),
        ("why_not", "der Bus kam nie", NEGATIVE),
    ]
    assert answers[0].text == "2, der Bus kam nie"
    assert "OpenCase" in kinds(turn)
    assert turn.session.spare_text == ""


def test_a_smiley_beside_the_score_is_no_comment() -> None:
    """ "2 :(" is a score; what went wrong is still asked."""
    assert texts(talk(NPS, "2 :(")) == ["Was ist passiert?"]


def test_a_contact_is_planned_from_now() -> None:
    """`plan` counts from the turn in which it runs."""
    assert only(talk(NPS, "10", "Alles"), PlanContact).due_at == NOW + timedelta(days=2)


def test_a_case_names_the_choice_that_was_asked_for_it() -> None:
    """`request` names a step; its answer travels with the case."""
    what = AskChoice(
        name="what", text=both("Worum?"), choices={"refund": both("Geld zurück"), "other": both("Anderes")}
    )
    flow = flow_of(what, OpenCase(name="request", team="care", request="what"))
    assert only(talk(flow, "Geld zurück"), effects.OpenCase).request == "refund"


def test_a_circle_ends_politely() -> None:
    """Two steps with one name send the walk round in circles: the customer gets a word, the session an end."""
    turn = talk(flow_of(Say(name="a", text=both("Hallo")), Say(name="c"), Say(name="a")))
    assert turn.session.state == "ended"
    assert turn.effects[-1] == CompleteResponse("ended")
    assert texts(turn)[-1] == SYSTEM["session_ended"].de
    assert len(turn.effects) <= STEPS_PER_TURN + 2


def test_a_condition_may_look_at_the_customer() -> None:
    """Facts of the customer are facts of the flow."""
    families = Condition(tests=(Test("customer.price_class", ("high", "luxury")),))
    flow = flow_of(Say(name="hi", text=both("Hallo"), when=families))
    rich = Customer(id="c2", channel="telegram", facts={"customer.price_class": "luxury"})
    assert texts(begin(flow, rich)) == ["Hallo"]
    assert texts(begin(flow)) == []


def test_sie_wins_over_du() -> None:
    """Nobody who expects Sie is addressed with du, whoever asked for it: the customer or the brand."""
    step: Step = Say(name="hi", text=Wording(de="Hallo du", de_sie="Guten Tag", en="Hello"))
    flow = flow_of(step)
    formal = Customer(id="c2", channel="telegram", form="sie")
    assert texts(begin(flow)) == ["Hallo du"]
    assert texts(begin(flow, formal)) == ["Guten Tag"]
    assert texts(begin(replace(flow, brand=replace(flow.brand, form="sie")))) == ["Guten Tag"]


def test_a_question_without_a_text_still_says_what_to_answer() -> None:
    """An empty text never reaches a customer as an empty message."""
    assert texts(begin(flow_of(AskText(name="why")))) == [SYSTEM["not_understood_text"].de]
