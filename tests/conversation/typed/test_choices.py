"""Choices as people type them: label, key, number, position, small mistakes, and a sentence around the label."""

from __future__ import annotations

import pytest

from conversation.texts import Wording
from conversation.typed.choices import read_choice
from conversation.understood import AskBack, NotAnAnswer, Understood

LABELS = {
    "refund": Wording(de="Geld zurück", en="Refund"),
    "damage": Wording(de="Schaden", en="Damage"),
    "other_thing": Wording(de="Etwas anderes", de_sie="Ein anderes Anliegen", en="Something else"),
}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Geld zurück", "refund"),
        ("geld zurueck", "refund"),
        ("GELD ZURÜCK!", "refund"),
        ("Geld zurück bitte", "refund"),
        ("Geld zurük", "refund"),
        ("Ich möchte mein Geld zurück", "refund"),
        ("Refund", "refund"),
        ("refnd", "refund"),
        ("I want a refund please", "refund"),
        ("1", "refund"),
        ("1.", "refund"),
        ("Nr. 1", "refund"),
        ("Option 1", "refund"),
        ("die erste", "refund"),
        ("the first one", "refund"),
        ("2", "damage"),
        ("2)", "damage"),
        ("zwei", "damage"),
        ("Schaden", "damage"),
        ("schade n", "damage"),
        ("ein Schaden am Koffer", "damage"),
        ("damage", "damage"),
        ("3️⃣", "other_thing"),
        ("other thing", "other_thing"),
        ("other_thing", "other_thing"),
        ("ein anderes Anliegen", "other_thing"),
        ("something else", "other_thing"),
        ("die letzte", "other_thing"),
        ("the last one", "other_thing"),
    ],
)
def test_a_typed_choice_is_read(text: str, key: str) -> None:
    """Every way to name one choice chooses it, in either language."""
    assert read_choice(LABELS, text) == Understood(value=key, band=key)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("4", AskBack("out_of_range")),
        ("0", AskBack("out_of_range")),
        ("99", AskBack("out_of_range")),
        ("Geld zurück oder Schaden", AskBack("several")),
        ("refund and damage", AskBack("several")),
        ("kein Schaden", NotAnAnswer()),
        ("not a refund", NotAnAnswer()),
        ("Wo ist mein Koffer?", NotAnAnswer()),
        ("1 oder 2", NotAnAnswer()),
        ("", NotAnAnswer()),
        ("🤷", NotAnAnswer()),
    ],
)
def test_what_names_no_single_choice_is_not_guessed(text: str, outcome: AskBack | NotAnAnswer) -> None:
    """Two choices at once, a negation or a number off the list choose nothing."""
    assert read_choice(LABELS, text) == outcome
