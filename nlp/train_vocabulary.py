"""Makes a German-English vocabulary out of the base's hundred languages, and vectors for its pieces.

Pieces are folded to lower case: "▁Koffer" and "▁koffer" become one, whose vector is their mean by how common each is.
Of the folded pieces those stay that training texts and common German and English words are made of.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.decoders import Metaspace as MetaspaceDecoder
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Lowercase, Replace
from tokenizers.normalizers import Sequence as Steps
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from nlp.train_base import Base, Floats, NotABaseError

SPECIALS = {"[PAD]": "<pad>", "[UNK]": "<unk>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
"""Ours, in the order of their numbers, and what the base calls them."""
UNKNOWN = list(SPECIALS).index("[UNK]")
SIGNS = "äöüßéèàçñ…–—•·£°€"
SIZE = 19_800
"""Pieces that are kept: of one text in a hundred they make one piece more than all would."""
COMMON = {"de": 40_000, "en": 25_000}
"""Common words that the vocabulary must be able to spell well, by language."""


class Folded:
    """The base's pieces in lower case: the numbers that fell together, and their common log probability."""

    def __init__(self, base: Base) -> None:
        self.numbers: dict[str, list[int]] = defaultdict(list)
        for number, piece in enumerate(base.pieces):
            folded = unicodedata.normalize("NFKC", piece).lower() if piece != "▁" else piece
            if folded and piece not in SPECIALS.values():
                self.numbers[folded].append(number)
        self._base = base
        self._vectors = base.tensor("emb.word").reshape(-1, base.shape.width)

    def score(self, piece: str) -> float:
        """Return the log of the summed probabilities of what fell together."""
        return float(np.logaddexp.reduce(self._base.scores[self.numbers[piece]]))

    def vector(self, piece: str) -> Floats:
        """Return the mean vector, weighed by probability."""
        numbers = self.numbers[piece]
        scores = self._base.scores[numbers]
        weights = np.exp(scores - scores.max())
        return np.asarray(np.average(self._vectors[numbers], axis=0, weights=weights), dtype=np.float32)

    def special(self) -> Floats:
        """Return the vectors of `SPECIALS`, a row each."""
        numbers = [self._base.pieces.index(piece) for piece in SPECIALS.values()]
        return np.asarray(self._vectors[numbers], dtype=np.float32)


def new_tokenizer(pieces: Mapping[str, float]) -> Tokenizer:
    """Return a tokenizer that lower-cases, keeps umlauts, and cuts words into the likeliest `pieces`."""
    scored = [(piece, round(score, 4)) for piece, score in pieces.items()]  # more signs only make the file longer
    tokenizer = Tokenizer(Unigram([*((name, 0.0) for name in SPECIALS), *scored], unk_id=UNKNOWN))
    tokenizer.normalizer = Steps(
        [NFKC(), Lowercase(), Replace(Regex("[\u0300-\u0307]"), ""), Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = Metaspace()
    tokenizer.decoder = MetaspaceDecoder()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in SPECIALS])
    return tokenizer


def european(piece: str) -> bool:
    """Whether a piece is of Latin letters, signs or emoji."""
    return all(ord(sign) < 0x250 or 0x2000 <= ord(sign) < 0x2C00 or ord(sign) >= 0x1F000 for sign in piece)


def count_pieces(tokenizer: Tokenizer, texts: Mapping[str, float]) -> Counter[str]:
    """Return how often each piece is used in `texts`, each text counting by its weight."""
    seen: Counter[str] = Counter()
    for encoding, weight in zip(tokenizer.encode_batch(list(texts)), texts.values(), strict=True):
        for piece in encoding.tokens:
            seen[piece] += weight  # type: ignore[assignment]  # a Counter may count in parts
    return seen


def kept_pieces(folded: Folded, seen: Counter[str], size: int) -> list[str]:
    """Return `size` pieces, the most used first; letters, signs and emoji always stay."""
    usable = [piece for piece in folded.numbers if european(piece)]
    kept = {piece for piece in usable if _always(piece) or (len(piece) == 1 and seen[piece])}
    for piece, _ in seen.most_common():
        if len(kept) >= size:
            break
        if piece in folded.numbers:
            kept.add(piece)
    return sorted(kept, key=lambda piece: (-seen[piece], piece))


def _always(piece: str) -> bool:
    bare = piece.removeprefix("▁")
    if len(piece) <= 2 and any(ord(sign) >= 0x2600 for sign in piece):
        return True
    return len(bare) == 1 and (bare.isascii() or bare in SIGNS)


def common_words() -> dict[str, float]:
    """Return common German and English words and how much each counts (Speer 2022: the package wordfreq)."""
    from wordfreq import top_n_list, word_frequency

    return {
        word: min(word_frequency(word, lang) * 2e6, 200.0)
        for lang, most in COMMON.items()
        for word in top_n_list(lang, most)
    }


def make_tokenizer(folded: Folded, texts: Mapping[str, float], emoji: Iterable[str], size: int = SIZE) -> Tokenizer:
    """Return the tokenizer of the `size` best pieces and of `emoji`; `texts` say how much each of them counts."""
    whole = new_tokenizer({piece: folded.score(piece) for piece in folded.numbers if european(piece)})
    seen = count_pieces(whole, texts)
    tokenizer = new_tokenizer({piece: folded.score(piece) for piece in kept_pieces(folded, seen, size)})
    unknown = [sign for sign in emoji if UNKNOWN in tokenizer.encode(sign).ids]
    tokenizer.add_tokens([AddedToken(sign, normalized=False, single_word=False) for sign in unknown])
    return tokenizer


def vectors_of(folded: Folded, tokenizer: Tokenizer, emoji: Mapping[str, str]) -> NDArray[np.float32]:
    """Return a vector for every piece of `tokenizer`, in the order of its numbers.

    An emoji that the base does not know gets the mean of its words (`emoji`: sign to English words).
    Raises NotABaseError where `tokenizer` was made from another base.
    """
    order = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    special: dict[str, Floats] = dict(zip(SPECIALS, folded.special(), strict=True))

    def vector(piece: str) -> Floats:
        if piece in special:
            return special[piece]
        if piece in folded.numbers:
            return folded.vector(piece)
        if piece not in emoji:
            message = f"the model was made from another base (piece {piece!r} is not in this one); leave out --on-from"
            raise NotABaseError(message)
        words = tokenizer.encode(emoji[piece], add_special_tokens=False).tokens
        known = [folded.vector(word) for word in words if word in folded.numbers]
        return np.asarray(np.mean(known, axis=0), dtype=np.float32)

    return np.stack([vector(piece) for piece, _ in order]).astype(np.float32)


def read_emoji(path: Path) -> dict[str, str]:
    """Return emoji -> English words from lines `emoji emoji = words`."""
    pairs: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") and "=" in line:
            left, right = line.split("=", 1)
            pairs.update(dict.fromkeys(left.split(), right.strip()))
    return pairs


def save(tokenizer: Tokenizer, folder: Path) -> None:
    """Write tokenizer.json and tokenizer_config.json as transformers reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
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
