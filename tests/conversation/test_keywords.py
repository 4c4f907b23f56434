"""Words that steer count only as a whole message, however they are written."""

from __future__ import annotations

import pytest

from conversation.keywords import keyword


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop", "Stop.", "Stop. Danke!", "STOPP!!", "Stopp 🛑", "/stop", "stop please", "Bitte stop",
        "stop stop stop", "ＳＴＯＰ", "  stop  ", "STOPALL", "unsubscribe", "Abmelden", "ABMELDEN bitte", "abbestellen",
        "austragen",
        "Keine Nachrichten", "keine Nachrichten mehr bitte!", "opt-out", "optout", "cancel", "END", "quit", "revoke",
        "STOP, vielen Dank", "no more messages",
    ],
)  # fmt: skip
def test_stop_is_understood_however_it_is_written(text: str) -> None:
    """The stop family stops in any case, with punctuation, emoji, courtesies and repetition."""
    assert keyword(text) == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "Der Bus hatte keinen Stop",
        "stop talking about the weather, the hotel was fine",
        "Nonstop",
        "Am Ende war alles gut",
        "Ende",
        "the end of the trip",
        "cancel my booking",
        "ja",
        "yes",
        "8",
        "",
        "Abmelden konnte ich mich nicht",
    ],
)
def test_stop_inside_a_sentence_is_an_answer(text: str) -> None:
    """A stop word inside a longer message, "Ende" and "yes" steer nothing."""
    assert keyword(text) is None


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("START", "start"),
        ("/start", "start"),
        ("unstop", "start"),
        ("Hilfe!", "help"),
        ("help", "help"),
        ("/help", "help"),
        ("INFO", "help"),
        ("weiter", "skip"),
        ("Weiter bitte", "skip"),
        ("skip", "skip"),
        ("überspringen", "skip"),
        ("k.A.", "skip"),
        ("zurück", "back"),
        ("back", "back"),
    ],
)
def test_the_other_families_are_told_apart(text: str, family: str) -> None:
    """Start, help, skip and back have their German and English words."""
    assert keyword(text) == family
