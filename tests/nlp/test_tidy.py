"""Texts reach the tokenizer in one plain form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.tidy import MOST_CHARACTERS, tidy


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("suuuuuuper!!!!!!", "suuuper!!"),
        ("u\u0308ber", "über"),
        ("👍🏽👍🏿", "👍👍"),
        ("❤️", "❤"),
        ("danke @anna_s, siehe https://example.org/x", "danke @user, siehe http"),
        ("gut\x00\n\n gemacht", "gut gemacht"),
        ("„toll“ so’n Quatsch &amp; Zeug", '"toll" so\'n Quatsch & Zeug'),
        ("Schifffahrt und Zoo", "Schifffahrt und Zoo"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_the_plain_form(text: str, plain: str) -> None:
    """Composed letters, bare emoji, no handles, links, control characters or endless repetitions."""
    assert tidy(text) == plain


@given(st.text())
def test_tidying_is_total_and_bounded(text: str) -> None:
    """Any text can be tidied, never grows past the limit by much, and holds no control characters."""
    plain = tidy(text)
    assert len(plain) <= 3 * MOST_CHARACTERS
    assert plain == plain.strip()
    assert "\n" not in plain
