"""One door reads every kind of answer."""

from __future__ import annotations

import pytest

from conversation.answers import question_of, read_answer
from conversation.inputs import Reply
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.texts import Wording
from conversation.understood import AskBack, NotAnAnswer, Outcome, Understood

SCORE = AskScore(name="s", scale="nps")
CHOICE = AskChoice(name="c", choices={"a_b": Wording(de="Geld zurück"), "other": Wording(de="Anderes", en="Other")})
CONSENT = AskConsent(name="k", purpose="survey", version="1")
TEXT = AskText(name="t")


@pytest.mark.parametrize(
    ("step", "reply", "outcome"),
    [
        (SCORE, Reply(text="9"), Understood(value=9, band="promoter")),
        (SCORE, Reply(choice="9"), Understood(value=9, band="promoter")),
        (SCORE, Reply(choice="11"), NotAnAnswer()),
        (SCORE, Reply(text="8 oder 9"), AskBack("several")),
        (CHOICE, Reply(text="geld zurueck"), Understood(value="a_b", band="a_b")),
        (CHOICE, Reply(choice="a_b"), Understood(value="a_b", band="a_b")),
        (CHOICE, Reply(choice="gone"), NotAnAnswer()),
        (CONSENT, Reply(text="Ja, gern"), Understood(value=True, band="accept")),
        (CONSENT, Reply(text="Lieber nicht"), Understood(value=False, band="decline")),
        (CONSENT, Reply(choice="accept"), Understood(value=True, band="accept")),
        (CONSENT, Reply(choice="maybe"), NotAnAnswer()),
        (TEXT, Reply(text=" Der Bus kam nie "), Understood(value="Der Bus kam nie")),
        (TEXT, Reply(text="9"), Understood(value="9")),
        (TEXT, Reply(choice="9"), NotAnAnswer()),
        (AskText(name="t", optional=True), Reply(text="weiter"), Understood(value=None)),
        (TEXT, Reply(text="weiter"), Understood(value="weiter")),
        (Asking(name="x"), Reply(text="9"), NotAnAnswer()),
    ],
)
def test_a_reply_is_read_as_the_step_asks(step: Asking, reply: Reply, outcome: Outcome) -> None:
    """Taps and typed texts are read by the kind of the step."""
    assert read_answer(step, reply) == outcome


def test_a_question_shows_its_choices_in_the_customers_language() -> None:
    """A label that is not written in his language falls back to the other; consent offers both answers alike."""
    assert question_of(CHOICE, "en", "du").choices == (("a_b", "Geld zurück"), ("other", "Other"))
    consent = question_of(CONSENT, "en", "du")
    assert [value for value, _ in consent.choices] == ["accept", "decline"]
    assert consent.layout == "row"
    assert question_of(TEXT, "de", "du").choices == ()
