"""Consent as people type it: a yes is nothing but a yes, a no is a no whatever follows."""

from __future__ import annotations

import pytest

from conversation.texts import Wording
from conversation.typed.consent import read_consent
from conversation.understood import AskBack, NotAnAnswer, Understood

LABELS = {"accept": Wording(de="Gern", en="Gladly"), "decline": Wording(de="Lieber nicht", en="Rather not")}


@pytest.mark.parametrize(
    "text",
    [
        "ja", "Ja!", "JA", "ja gern", "ja, gerne", "ja bitte", "Gern", "gerne 😊", "klar", "na klar!", "ok", "Okay 👍",
        "okay danke", "einverstanden", "jo", "jep", "yes", "Yes please", "yes, of course", "sure", "yep", "gladly",
        "of course", "👍", "👍🏻", "1", "accept", "ja ja", "Why not?", "kein Problem", "why not",
        "auf jeden Fall, gern", "ja mach das", "na gut, ja", "Ja, das ist in Ordnung", "in Ordnung", "von mir aus",
    ],
)  # fmt: skip
def test_a_plain_yes_grants(text: str) -> None:
    """Every plain yes in German and English accepts."""
    assert read_consent(LABELS, text) == Understood(value=True, band="accept")


@pytest.mark.parametrize(
    "text",
    [
        "nein", "Nein!", "nein danke", "nö", "nee", "lieber nicht", "Lieber nicht, danke", "auf keinen Fall", "no",
        "No thanks", "nope", "rather not", "👎", "2", "decline", "nein, das will ich nicht", "Nein, wozu?",
        "niemals", "bitte nicht",
        "nie wieder", "never", "no way", "kein Interesse", "don't",
    ],
)  # fmt: skip
def test_a_no_declines(text: str) -> None:
    """Every no declines, whatever is written behind it."""
    assert read_consent(LABELS, text) == Understood(value=False, band="decline")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("ja, aber nur per Telegram", AskBack("unclear")),
        ("yes but only by mail", AskBack("unclear")),
        ("ja nein", AskBack("unclear")),
        ("nein doch ja", AskBack("unclear")),
        ("ja?", AskBack("unclear")),
        ("👍👎", AskBack("several")),
        ("gern?", AskBack("unclear")),
        ("ja, gut, aber nicht so oft", AskBack("unclear")),
        ("gut", NotAnAnswer()),
        ("das ist nicht in Ordnung", NotAnAnswer()),
        ("vielleicht", NotAnAnswer()),
        ("maybe later", NotAnAnswer()),
        ("Wozu denn?", NotAnAnswer()),
        ("what for?", NotAnAnswer()),
        ("3", NotAnAnswer()),
        ("", NotAnAnswer()),
        ("😐", NotAnAnswer()),
    ],
)
def test_anything_else_is_no_consent(text: str, outcome: AskBack | NotAnAnswer) -> None:
    """Conditions, doubts and questions neither grant nor decline: consent must be unambiguous."""
    assert read_consent(LABELS, text) == outcome
