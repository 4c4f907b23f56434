"""A baseline to be beaten: naive Bayes over words and word pairs, trained on Echoloop's own corpus."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

_PART = re.compile(r"[^\W\d_]+|[^\w\s]")


class WordCounts:
    """Multinomial naive Bayes with add-one smoothing; says which of the seen labels a text most likely has."""

    def __init__(self) -> None:
        self._words: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._labels: Counter[str] = Counter()
        self._vocabulary: set[str] = set()

    def learn(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Count the words of (text, label) pairs."""
        for text, label in pairs:
            parts = _parts(text)
            self._words[label].update(parts)
            self._labels[label] += 1
            self._vocabulary.update(parts)

    def say(self, text: str) -> str:
        """Return the likeliest label."""
        parts = [part for part in _parts(text) if part in self._vocabulary]
        return max(self._labels, key=lambda label: self._score(label, parts))

    def _score(self, label: str, parts: list[str]) -> float:
        counts = self._words[label]
        total = counts.total() + len(self._vocabulary)
        return math.log(self._labels[label]) + sum(math.log((counts[part] + 1) / total) for part in parts)


def _parts(text: str) -> list[str]:
    words = _PART.findall(text.lower())
    return words + [f"{a} {b}" for a, b in pairwise(words)]
