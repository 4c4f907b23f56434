"""Texts fall apart where they change their mind, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.clauses import MOST_CLAUSES, clauses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Essen top, Zimmer naja", ["Essen top", "Zimmer naja"]),
        ("Das Personal war toll aber das Bad war dreckig", ["Das Personal war toll", "das Bad war dreckig"]),
        ("The food was great. The room wasn't!", ["The food was great", "The room wasn't!"]),
        ("Nice pool, however, far too cold", ["Nice pool", "far too cold"]),
        ("Bett gut, leider kein Kissen", ["Bett gut", "leider kein Kissen"]),
        ("Schönes, sauberes Zimmer", ["Schönes, sauberes Zimmer"]),
        ("ok", ["ok"]),
        ("", []),
    ],
)
def test_statements_are_told_apart(text: str, expected: list[str]) -> None:
    """Sentence ends, words of contrast and commas between two statements part a text; single words never do.

    "But" is left out of what it begins, a word of regret is not.
    """
    assert clauses(text) == expected


@given(st.text(max_size=300))
def test_any_text_is_split_into_a_few_pieces_of_its_own(text: str) -> None:
    """Every piece stands in the text as it is, in order, and there are never more than the model will read."""
    found = clauses(text)
    assert len(found) <= MOST_CLAUSES
    place = 0
    for piece in found:
        place = text.index(piece, place) + len(piece)
