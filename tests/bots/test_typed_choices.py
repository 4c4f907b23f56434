"""Choices where answers are typed: every hint is said once, and what it says is understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bots.typed_choices import typed_hint, with_typed_choices
from conversation.answers import read_answer
from conversation.inputs import Reply
from conversation.messages import Choice, Form, Language, Layout, Prompt
from conversation.scales import SCALES
from conversation.steps.ask_score import AskScore, question
from conversation.texts import Wording
from conversation.understood import Understood

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def prompt(*labels: str, layout: Layout = "column", language: Language = "de", form: Form = "du") -> Prompt:
    """A question with these labels."""
    choices = tuple(Choice(label, label, f"p:{label}") for label in labels)
    return Prompt(template="Frage?", choices=choices, layout=layout, language=language, form=form)


def of_scale(scale: str, language: Language = "de", *, ends: bool = True) -> Prompt:
    """A scale as the engine asks for it."""
    step = AskScore(name="s", text=Wording(de="?", de_sie="?", en="?"), scale=scale)
    shown = question(step, language, "du")
    choices = tuple(Choice(value, label, "p") for value, label in shown.choices)
    low, high = (shown.low, shown.high) if ends else ("", "")
    return Prompt(template="?", choices=choices, layout=shown.layout, low=low, high=high, language=language)


@pytest.mark.parametrize(
    ("scale", "hint"),
    [
        ("nps", "0 = gar nicht, 10 = ganz sicher"),
        ("csat", "1 = sehr unzufrieden, 5 = sehr zufrieden"),
        ("stars", "1 = schlecht, 5 = ausgezeichnet"),
        ("smileys", "1 = unzufrieden, 3 = zufrieden"),
        ("thumbs", "1 = nicht gut, 2 = gut"),
    ],
)
def test_a_scale_names_its_ends(scale: str, hint: str) -> None:
    """The numbers to type and what they mean, without a sign that would double the SMS."""
    assert typed_hint("Wie war es?", of_scale(scale)) == hint


@pytest.mark.parametrize("scale", list(SCALES))
@pytest.mark.parametrize("ends", [True, False])
def test_the_first_and_last_number_of_a_hint_are_the_ends_of_the_scale(scale: str, ends: bool) -> None:
    """Whoever types what the hint says is understood as the option it stands for."""
    asked = of_scale(scale, ends=ends)
    step = AskScore(name="s", text=Wording(de="?", de_sie="?", en="?"), scale=scale)
    by_place = SCALES[scale].number_is_position
    first, last = asked.choices[0].value, asked.choices[-1].value
    typed = ("1", str(len(asked.choices))) if by_place else (first, last)
    read = [read_answer(step, Reply(text=text)) for text in typed]
    assert [answer.value for answer in read if isinstance(answer, Understood)] == [
        SCALES[scale].low,
        SCALES[scale].high,
    ]


def test_what_the_text_says_itself_is_not_repeated() -> None:
    """An author's "0 = gar nicht, 10 = ganz sicher" stands alone; labels in the text are not quoted again."""
    assert typed_hint("0 = nie, 10 = immer", of_scale("nps", ends=False)) == ""
    assert typed_hint("Antworte mit Gern oder Lieber nicht", prompt("Gern", "Lieber nicht")) == ""


def test_short_labels_are_typed_and_long_ones_numbered() -> None:
    """Words people type are quoted in the customer's form of address; a list gets numbers."""
    assert typed_hint("?", prompt("Gern", "Lieber nicht")) == 'Antworte mit "Gern" oder "Lieber nicht".'
    assert typed_hint("?", prompt("Ja", "Nein", form="sie")) == 'Antworten Sie mit "Ja" oder "Nein".'
    listed = with_typed_choices("Which?", prompt("The flight there and back", "Hotel", language="en"))
    assert listed == "Which?\n1 The flight there and back\n2 Hotel\nReply with the number."


def test_a_text_without_choices_stays_as_it_is() -> None:
    """Nothing to choose, nothing to add."""
    assert with_typed_choices("Danke!", Prompt(template="Danke!")) == "Danke!"
