"""SMS arithmetic against published vectors, and transliteration that changes no letter."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.sms_text import GSM_BASIC, GSM_EXTENSION, Segments, segments, transliterate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("gsm7", 0, 0)),
        ("a" * 160, Segments("gsm7", 160, 1)),
        ("a" * 161, Segments("gsm7", 161, 2)),
        ("a" * 306, Segments("gsm7", 306, 2)),
        ("a" * 307, Segments("gsm7", 307, 3)),
        ("äöüÄÖÜß§" * 20, Segments("gsm7", 160, 1)),
        ("€" * 80, Segments("gsm7", 160, 1)),
        ("€" * 81, Segments("gsm7", 162, 2)),
        (
            "a" * 152 + "€" + "a" * 152,
            Segments("gsm7", 306, 3),
        ),  # a pair would cross the edge
        ("ж" * 70, Segments("ucs2", 70, 1)),
        ("ж" * 71, Segments("ucs2", 71, 2)),
        ("ж" * 134, Segments("ucs2", 134, 2)),
        ("ж" * 135, Segments("ucs2", 135, 3)),
        ("😀" * 35, Segments("ucs2", 70, 1)),
        ("😀" * 67, Segments("ucs2", 134, 3)),  # 33 emoji a part: the 67th unit stays empty
        ("„Hallo“", Segments("ucs2", 7, 1)),
    ],
)
def test_segments(text: str, expected: Segments) -> None:
    """160/153 septets, 70/67 units, and no sign split over an edge."""
    assert segments(text) == expected


def test_the_alphabet_is_whole() -> None:
    """127 signs and the escape make seven bits; the nine signs of the extension and the form feed are beside them."""
    assert (len(GSM_BASIC), len(GSM_EXTENSION)) == (127, 10)
    assert not GSM_BASIC & GSM_EXTENSION


def test_what_a_message_costs() -> None:
    """Each part is paid."""
    assert segments("a" * 161).cost(Decimal("0.0775")) == Decimal("0.1550")


def test_typographic_signs_become_plain_ones() -> None:
    """German quotation marks, dashes and dots no longer halve the room of a message."""
    assert transliterate("„Süß“ – ‚so‘ … it’s 2 × 3\u00a0€") == "\"Süß\" - 'so' ... it's 2 x 3 €"
    assert segments(transliterate("„Süß“ – so …")).encoding == "gsm7"


@given(st.text(max_size=400))
def test_letters_stay_and_nothing_grows_without_end(text: str) -> None:
    """Letters, digits and emoji are never changed, and the parts hold all units."""
    letters = [sign for sign in text.replace("×", "x") if sign.isalnum()]
    assert [sign for sign in transliterate(text) if sign.isalnum()] == letters
    found = segments(text)
    assert found.parts * (160 if found.encoding == "gsm7" else 70) >= found.units
