"""Makes a German-English vocabulary out of an English one, and vectors for its new word pieces.

English pieces that feedback never uses are dropped; German pieces learned from the training texts,
the word list and emoji join. A new piece starts at the mean of its English neighbours' vectors.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.decoders import WordPiece as WordPieceDecoder
from tokenizers.models import WordPiece
from tokenizers.normalizers import NFC, Lowercase, Replace
from tokenizers.normalizers import Sequence as Steps
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import WordPieceTrainer

from nlp.train_words import words_of

SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
Vectors = NDArray[np.float32]


def new_tokenizer(pieces: Sequence[str], emoji: Iterable[str] = ()) -> Tokenizer:
    """Return a WordPiece tokenizer that lower-cases but keeps umlauts."""
    tokenizer = Tokenizer(
        WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=60)  # noqa: S106
    )
    tokenizer.normalizer = Steps([NFC(), Lowercase(), Replace("ß", "ss"), Replace(Regex("[\u0300-\u0307]"), "")])
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.decoder = WordPieceDecoder()
    if pieces:
        tokenizer.post_processor = TemplateProcessing(
            single="[CLS] $A [SEP]",
            pair="[CLS] $A [SEP] $B [SEP]",
            special_tokens=[("[CLS]", pieces.index("[CLS]")), ("[SEP]", pieces.index("[SEP]"))],
        )
        tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIALS])
        tokenizer.add_tokens([AddedToken(sign, normalized=False, single_word=False) for sign in emoji])
    return tokenizer


def learn_pieces(texts: Iterable[str], size: int) -> list[str]:
    """Return the word pieces that a WordPiece training of `size` finds in `texts`."""
    tokenizer = new_tokenizer(())
    tokenizer.train_from_iterator(
        texts,
        WordPieceTrainer(
            vocab_size=size, min_frequency=3, special_tokens=list(SPECIALS), limit_alphabet=120, show_progress=False
        ),
    )
    return sorted(tokenizer.get_vocab(), key=lambda piece: tokenizer.get_vocab()[piece])


def kept_pieces(base: Tokenizer, english: Iterable[str], most_common: int) -> list[str]:
    """Return the English pieces worth keeping: those in `english` texts, and the first of the vocabulary.

    The vocabulary of the base is sorted by frequency, so its first `most_common` pieces are the common words.
    """
    seen: Counter[str] = Counter()
    for text in english:
        seen.update(base.encode(text, add_special_tokens=False).tokens)
    order = sorted(base.get_vocab().items(), key=lambda item: item[1])
    return [
        piece
        for piece, index in order
        if piece in SPECIALS or (not piece.startswith("[unused") and _worth(piece, index, seen, most_common))
    ]


def _worth(piece: str, index: int, seen: Counter[str], most_common: int) -> bool:
    bare = piece.removeprefix("##")
    if not bare.isascii():
        return bare in "äöüß€éèàçñ…–—•·£°" and len(bare) == 1
    return len(bare) == 1 or index < most_common or seen[piece] > 0


def lost_umlauts(word: str) -> set[str]:
    """Return how people type a word without umlauts: ae oe ue, and a o u."""
    long = word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    short = word.replace("ä", "a").replace("ö", "o").replace("ü", "u")
    return {long, short} - {word}


class VectorMaker:
    """Gives a vector to every piece of the new vocabulary, from the English model's vectors."""

    def __init__(
        self, base: Tokenizer, vectors: Vectors, listed: dict[str, str], aligned: dict[str, dict[str, float]]
    ) -> None:
        self._base = base
        self._vectors = vectors
        self._listed = listed
        self._aligned = aligned
        self._ids = base.get_vocab()

    def vector(self, piece: str) -> Vectors:
        """Return the old vector, else the translation's mean, else the mean of the old sub-pieces."""
        if piece in self._ids and piece not in self._listed:
            return self._mean([self._ids[piece]])
        parts = [self._vectors[self._ids[piece]]] if piece in self._ids else []
        if piece in self._listed:
            parts.append(self._phrase(self._listed[piece]))
        if piece in self._aligned:
            row = self._aligned[piece]
            weights = np.array(list(row.values()), dtype=np.float32)
            parts.append(np.average([self._phrase(word) for word in row], axis=0, weights=weights))
        if parts:
            return np.asarray(np.mean(parts, axis=0), dtype=np.float32)
        return self._sub_pieces(piece)

    def _mean(self, ids: Sequence[int]) -> Vectors:
        rows = self._vectors[list(ids) or [self._ids["[UNK]"]]]
        return np.asarray(rows.mean(axis=0), dtype=np.float32)

    def _phrase(self, text: str) -> Vectors:
        ids = self._base.encode(text, add_special_tokens=False).ids
        return self._mean(ids)

    def _sub_pieces(self, piece: str) -> Vectors:
        bare = piece.removeprefix("##")
        ids = self._base.encode("x" + bare if piece.startswith("##") else bare, add_special_tokens=False).ids
        ids = ids[1:] if piece.startswith("##") and len(ids) > 1 else ids
        return self._mean(ids)


def join_pieces(
    kept: Sequence[str], german: Sequence[str], listed: dict[str, str], aligned: dict[str, dict[str, float]]
) -> list[str]:
    """Return the new vocabulary, every piece once: English, German, translated words, lost umlauts."""
    whole = [word for word in [*listed, *aligned] if words_of(word) == [word] and len(word) > 2]
    bare = {form for word in listed if words_of(word) == [word] for form in lost_umlauts(word) if len(form) > 3}
    return list(dict.fromkeys([*kept, *german, *whole, *sorted(bare)]))


def save(tokenizer: Tokenizer, folder: Path) -> None:
    """Write tokenizer.json and tokenizer_config.json as transformers reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 256,
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
