"""Draws training texts and lays them side by side as word pieces: texts of like length together, little padding."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from nlp.train_data import Example
from nlp.train_join import joined
from nlp.train_noise import noisy

LONGEST = 48
"""Word pieces of a text that training looks at; one text in two hundred is longer."""
AHEAD = 40
"""Batches that are drawn at once, so that texts of like length can be put together."""


@dataclass(frozen=True, slots=True)
class Part:
    """One batch: the texts' labels, and their pieces and mask of shape (texts, longest)."""

    examples: list[Example]
    ids: Tensor
    mask: Tensor


def batch(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Return padded ids and mask, cut at `LONGEST` pieces."""
    return _padded(_pieces(tokenizer, texts), tokenizer.token_to_id("[PAD]") or 0)


def draw(
    examples: Sequence[Example], odds: Sequence[float], size: int, chance: random.Random, tokenizer: Tokenizer
) -> list[Part]:
    """Return `AHEAD` batches of `size` texts, drawn by `odds`, in random order; some joined, some damaged.

    Sorted by pieces, not by letters: of a batch's places 2 % are padding so, 30 % the other way.
    """
    drawn = joined(chance.choices(examples, weights=odds, k=size * AHEAD), chance)
    rows = _pieces(tokenizer, [noisy(example.text, example.lang, chance) for example in drawn])
    order = sorted(range(len(drawn)), key=lambda i: len(rows[i]))
    pad = tokenizer.token_to_id("[PAD]") or 0
    parts = [
        Part([drawn[i] for i in places], *_padded([rows[i] for i in places], pad))
        for start in range(0, len(order), size)
        if (places := order[start : start + size])
    ]
    chance.shuffle(parts)
    return parts


def _pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    rows = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    return [row if len(row) <= LONGEST else [*row[: LONGEST - 1], row[-1]] for row in rows]


def _padded(rows: Sequence[Sequence[int]], pad: int) -> tuple[Tensor, Tensor]:
    width = max(len(row) for row in rows)
    ids = torch.tensor([[*row, *[pad] * (width - len(row))] for row in rows])
    return ids, (ids != pad).long()
