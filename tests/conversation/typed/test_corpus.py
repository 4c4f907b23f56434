"""Hundreds of typed answers, in German and English, on every scale and kind: nearly all are read as they were meant."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from conversation.answers import Here, read_answer
from conversation.inputs import Reply
from conversation.scales import OWN, SCALES, own_scale
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_choices import AskChoices
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_contact import AskContact
from conversation.steps.ask_date import AskDate
from conversation.steps.ask_number import AskNumber
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.texts import Wording
from conversation.understood import AskBack, NotAnAnswer, Understood

CORPUS = Path(__file__).parent / "corpus.tsv"
RIGHT = 0.99
HERE = Here(today=date(2027, 5, 3))


def both(de: str, en: str) -> Wording:
    """A label."""
    return Wording(de=de, en=en)


ANNOYED = own_scale(1, 4, {1: both("gar nicht", "not at all"), 4: both("sehr", "very much")}, direction="low_is_good")
STEPS: dict[str, Asking] = {
    **{name: AskScore(name=name, scale=name) for name in SCALES},
    "own": AskScore(name="own", scale=OWN, own=ANNOYED),
    "choice": AskChoice(
        name="choice",
        choices={
            "refund": both("Geld zurück", "Refund"),
            "damage": both("Schaden", "Damage"),
            "other": both("Etwas anderes", "Something else"),
        },
    ),
    "choices": AskChoices(
        name="choices",
        choices={"bed": both("Bett", "Bed"), "food": both("Essen", "Food"), "pool": both("Pool", "Pool")},
    ),
    "consent": AskConsent(name="consent", purpose="survey", version="1"),
    "number": AskNumber(name="number", low=1, high=20),
    "amount": AskNumber(name="amount", whole=False),
    "date": AskDate(name="date"),
    "date_en": AskDate(name="date_en"),
    "contact": AskContact(name="contact"),
    "pattern": AskText(name="pattern", pattern="SW-####"),
    "text": AskText(name="text"),
}


def read(kind: str, text: str) -> str:
    """What the text is read as: its value, "back" or "no"."""
    here = Here(language="en", today=HERE.today) if kind == "date_en" else HERE
    match read_answer(STEPS[kind], Reply(text=text), here):
        case Understood(value=value):
            return str(value)
        case AskBack():
            return "back"
        case NotAnAnswer():
            return "no"


def lines() -> list[tuple[str, str, str]]:
    """Kind, text and what is expected."""
    rows = (line.split("\t") for line in CORPUS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [(kind, json.loads(text), expected) for kind, text, expected in rows]


def wrong() -> list[str]:
    """Every line that is read otherwise, as it can be looked up."""
    found = ((kind, text, expected, read(kind, text)) for kind, text, expected in lines())
    return [f"{kind}: {text!r} is {got}, not {expected}" for kind, text, expected, got in found if got != expected]


def test_the_corpus_is_large_and_speaks_of_every_scale_and_kind() -> None:
    """Six hundred lines at least, each once, and none of the kinds forgotten."""
    rows = lines()
    assert len(rows) >= 600
    assert len({(kind, text) for kind, text, _ in rows}) == len(rows)
    assert {kind for kind, _, _ in rows} == set(STEPS)


def test_ninety_nine_of_a_hundred_are_read_as_they_were_meant() -> None:
    """The rest is listed when this fails; a score is never guessed where it should be asked back."""
    missed = wrong()
    assert len(missed) <= (1 - RIGHT) * len(lines()), "\n".join(missed)
    guessed = [line for line in missed if line.endswith("not back") and " is no, " not in line]
    assert len(guessed) <= 2, "\n".join(guessed)
