"""Spellings that mean the same become the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.typed.folding import clean, fold, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Schön", "schoen"),
        ("SCHOEN", "schoen"),
        ("Straße", "strasse"),
        ("Café", "cafe"),
        ("９／１０", "9/10"),
        ("9️⃣", "9"),
        ("🔟", "10"),
        ("’ne", "'ne"),
        ("👍🏽", "👍"),
    ],
)
def test_one_spelling_for_many(text: str, folded: str) -> None:
    """Umlauts, accents, full-width digits, keycaps and skin tones do not matter."""
    assert fold(text) == folded


def test_words_come_without_punctuation() -> None:
    """Punctuation and emoji separate words and are gone."""
    assert words("Geld zurück, bitte! 💸 'ne 8") == ["geld", "zurueck", "bitte", "ne", "8"]


@given(text=st.text(max_size=50))
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded text stays as it is, and cleaning never raises."""
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)
