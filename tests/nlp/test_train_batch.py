"""Batches hold texts of like length, and no longer ones than training looks at."""

from __future__ import annotations

import importlib.util
import random

import pytest
from tokenizers import Tokenizer

from nlp.reader import BUNDLED_MODEL
from nlp.train_data import Example

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the [torch] extra")


def test_hardly_any_place_is_padding() -> None:
    """Texts of one to thirty words: less than a twentieth of a draw's places are empty, and nothing is lost."""
    from nlp.train_batch import AHEAD, draw

    tokenizer = Tokenizer.from_file(str(BUNDLED_MODEL / "tokenizer.json"))
    chance = random.Random(3)
    words = ["das", "frühstück", "war", "leider", "kalt", "und", "the", "staff", "could", "not", "help"]
    texts = [" ".join(chance.choices(words, k=chance.randint(1, 30))) for _ in range(500)]
    examples = [Example(text, "de", sentiment="negative") for text in texts]
    parts = draw(examples, [1.0] * len(examples), 64, chance, tokenizer)
    assert sum(len(part.examples) for part in parts) == 64 * AHEAD
    assert all(part.ids.shape == part.mask.shape for part in parts)
    assert sum(int(part.mask.sum()) for part in parts) > 0.95 * sum(part.mask.numel() for part in parts)


def test_a_long_text_keeps_its_end_mark() -> None:
    """A text that is cut still ends as every other does."""
    from nlp.train_batch import LONGEST, batch

    tokenizer = Tokenizer.from_file(str(BUNDLED_MODEL / "tokenizer.json"))
    ids, mask = batch(tokenizer, ["kaputt " * 80, "gut"])
    end = tokenizer.token_to_id("[SEP]")
    assert ids.shape == (2, LONGEST)
    assert int(ids[0, -1]) == end
    assert int(mask[1].sum()) < LONGEST
