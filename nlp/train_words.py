"""Reads the bilingual word list and learns word pairs from parallel sentences (IBM model 1)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+")


def words_of(text: str) -> list[str]:
    """Return the lower-cased words of `text`, with ss for ß."""
    return WORD.findall(text.lower().replace("ß", "ss"))


def read_word_list(path: Path) -> dict[str, str]:
    """Return German word -> English words from lines `german, german2 = english words`."""
    pairs: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") and "=" in line:
            left, right = line.split("=", 1)
            for word in left.split(","):
                pairs.setdefault(word.strip().lower().replace("ß", "ss"), right.strip())
    return pairs


def read_emoji(path: Path) -> dict[str, str]:
    """Return emoji -> English words from lines `emoji emoji = words`."""
    pairs: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") and "=" in line:
            left, right = line.split("=", 1)
            pairs.update(dict.fromkeys(left.split(), right.strip()))
    return pairs


def align_words(pairs: Sequence[tuple[str, str]], rounds: int = 6, floor: float = 0.08) -> dict[str, dict[str, float]]:
    """Return P(English word | German word) above `floor`, for German words seen at least twice.

    Brown et al. (1993), model 1, with an empty German word.
    """
    sentences = [(["", *words_of(german)], words_of(english)) for german, english in pairs]
    odds: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        odds = _one_round(sentences, odds)
    seen = _counts(german for german, _ in sentences)
    return {
        german: kept
        for german, row in odds.items()
        if german and seen[german] >= 2 and (kept := {e: p for e, p in row.items() if p >= floor})
    }


def _counts(sentences: Iterable[Sequence[str]]) -> dict[str, int]:
    seen: dict[str, int] = defaultdict(int)
    for sentence in sentences:
        for word in sentence:
            seen[word] += 1
    return seen


def _one_round(
    sentences: Sequence[tuple[list[str], list[str]]], odds: dict[str, dict[str, float]]
) -> dict[str, dict[str, float]]:
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for german, english in sentences:
        for target in english:
            shares = [odds[source].get(target, 1e-9) if odds else 1.0 for source in german]
            total = sum(shares)
            for source, share in zip(german, shares, strict=True):
                counts[source][target] += share / total
    result = {}
    for source, row in counts.items():
        total = sum(row.values())
        result[source] = {target: value / total for target, value in row.items() if value / total > 1e-4}
    return result
