"""Answers of ten thousand characters: read, refused or asked back, but never slowly."""

from __future__ import annotations

from time import process_time

import pytest

from conversation.keywords import keyword
from conversation.scales import SCALES
from conversation.texts import Wording
from conversation.typed.choices import read_choice
from conversation.typed.consent import read_consent
from conversation.typed.numbers import says_something
from conversation.typed.scores import read_score

PIECES = ("1", "9 ", "10/10 ", "ich würde sagen ", "na ja ", "⭐", "- ", "lg ", "8, weil ", "i'd ", "ﷺ", "\n", "1 2 ")
LABELS = {"accept": Wording(de="Ja gern", en="Yes please"), "decline": Wording(de="Nein danke", en="No thanks")}


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_answer_is_read_at_once(piece: str) -> None:
    """Every way to read an answer together stays below a second of processor time, whatever is repeated."""
    text = piece * (10_000 // len(piece)) + "!"
    before = process_time()
    for scale in SCALES.values():
        read_score(scale, text)
    read_choice(LABELS, text)
    read_consent(LABELS, text)
    says_something(text)
    keyword(text)
    assert process_time() - before < 1.0
