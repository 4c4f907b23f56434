"""German and English are told apart in texts as short as a chat answer."""

from __future__ import annotations

import pytest

from nlp.language import guess_language


@pytest.mark.parametrize(
    "text",
    [
        "Der Bus kam zu spät",
        "alles super, gerne wieder",
        "war nix",
        "puenktlich und freundlich",
        "Bitte keine Nachrichten mehr",
        "scheen wars",
        "Zimmer dreckig, Personal unfreundlich",
    ],
)
def test_german_is_recognised(text: str) -> None:
    """German answers are German, also without umlauts and in dialect."""
    assert guess_language(text) == "de"


@pytest.mark.parametrize(
    "text",
    [
        "The bus was late",
        "everything was great, would come again",
        "please stop texting me",
        "room dirty and the staff was rude",
        "not worth the money",
        "lovely trip",
    ],
)
def test_english_is_recognised(text: str) -> None:
    """English answers are English."""
    assert guess_language(text) == "en"


@pytest.mark.parametrize("text", ["", "   ", "👍👍", "10/10", "???", "42"])
def test_nothing_is_claimed_where_nothing_speaks(text: str) -> None:
    """Digits, signs and emoji have no language."""
    assert guess_language(text) == ""
