"""The base's pieces are folded to lower case, and those stay that German and English texts are made of."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from nlp.train_base import Base, NotABaseError, Shape
from nlp.train_vocabulary import Folded, european, make_tokenizer, vectors_of

PIECES = [
    "<s>", "<pad>", "</s>", "<unk>", "▁Koffer", "▁koffer", "▁", *"kofferswatügu", "▁weg", "в", "😡", "gut", "<mask>",
]  # fmt: skip
COMMON, RARE = np.log(0.03), np.log(0.01)


@pytest.fixture
def folded() -> Folded:
    """A base of a few pieces; both places of a piece's vector hold its number."""
    scores = np.full(len(PIECES), -9.0, dtype=np.float32)
    scores[4], scores[5] = COMMON, RARE
    words = np.arange(len(PIECES), dtype="<f4").repeat(2)
    shape = Shape(width=2, layers=1, heads=1, inner=2, pieces=len(PIECES), positions=4, types=1)
    return Folded(Base(shape, PIECES, scores, words.tobytes(), {"emb.word": (words.size, 0, words.nbytes)}))


def test_big_and_small_letters_become_one_piece(folded: Folded) -> None:
    """Its probability is the sum, its vector the mean by probability: three parts of 4 and one of 5."""
    assert folded.score("▁koffer") == pytest.approx(np.log(0.04))
    assert folded.vector("▁koffer") == pytest.approx([4.25, 4.25])
    assert "▁Koffer" not in folded.numbers
    assert "<mask>" not in folded.numbers


def test_pieces_of_our_texts_stay_and_others_go(folded: Folded) -> None:
    """A word that is used stays whole, an unused one is spelled by letters, other alphabets are dropped."""
    tokenizer = make_tokenizer(folded, {"Koffer weg 😡": 1.0, "ü": 1.0}, emoji=(), size=16)
    assert tokenizer.encode("KOFFER weg").tokens == ["[CLS]", "▁koffer", "▁weg", "[SEP]"]
    assert tokenizer.encode("gut", add_special_tokens=False).tokens == ["▁", "g", "u", "t"]
    assert "😡" in tokenizer.encode("weg 😡").tokens
    assert not european("в")
    assert 1 in tokenizer.encode("в").ids, "the number of [UNK]"


def test_an_emoji_the_base_does_not_know_starts_at_its_words(folded: Folded) -> None:
    """Every number of the tokenizer has a row; the new sign's is the mean of its words' vectors."""
    tokenizer = make_tokenizer(folded, {"Koffer weg": 1.0}, emoji={"🧳": "koffer weg"}, size=20)
    vectors = vectors_of(folded, tokenizer, {"🧳": "koffer weg"})
    assert len(vectors) == tokenizer.get_vocab_size()
    assert vectors[tokenizer.token_to_id("[PAD]")].tolist() == [1, 1]
    weg = PIECES.index("▁weg")
    assert vectors[tokenizer.token_to_id("🧳")].tolist() == pytest.approx([(4.25 + weg) / 2] * 2)


def test_a_model_of_another_base_is_named(folded: Folded) -> None:
    """A piece that this base never had cannot get a vector: the error says so, and the way out."""
    other = Tokenizer(Unigram([("[PAD]", 0.0), ("[UNK]", 0.0), ("##en", -1.0)], unk_id=1))
    with pytest.raises(NotABaseError, match="leave out --on-from"):
        vectors_of(folded, other, {})
