"""Questions that customers ask in the middle of something else, and the company's answers to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from conversation.reading import Reading
from conversation.texts import Wording
from conversation.typed.folding import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """One question of faq.yaml: ways to ask it, words that name it, and the answer."""

    name: str
    asks: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    text: Wording


def answer_to(faq: Mapping[str, Faq], text: str, reading: Reading | None) -> Faq | None:
    """The entry that a text asks for: by its meaning where the model has read it, else by a keyword in a question."""
    if reading is not None and reading.faq in faq:
        return faq[reading.faq]
    if "?" not in text:
        return None
    folded = fold(text)
    return next((entry for entry in faq.values() if any(_names(word, folded) for word in entry.keywords)), None)


def _names(keyword: str, folded: str) -> bool:
    return _pattern(keyword).search(folded) is not None


@lru_cache(maxsize=1024)
def _pattern(keyword: str) -> re.Pattern[str]:
    """The whole word, with the ending of a plural or a case."""
    return re.compile(rf"(?<!\w){re.escape(fold(keyword))}(?:e?[sn])?(?!\w)")
