"""Typed text made comparable: one spelling for case, umlauts, full-width digits, keycaps and courtesies."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_JOINERS = dict.fromkeys((0xFE0E, 0xFE0F, 0x20E3, 0x200D, 0x200B, 0xAD, *range(0x1F3FB, 0x1F400)))
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'", "`": "'", "´": "'"})
_WORD = re.compile(r"\w+(?:'\w+)?")


def vocabulary(words_of_it: str) -> frozenset[str]:
    """A set of words, written as people write: with spaces between."""
    return frozenset(words_of_it.split())


COURTESIES = vocabulary(
    "bitte danke dankeschoen vielen dank dir ihnen euch schoen please thanks thank thx you lg vg mfg gruss viele "
    "liebe gruesse"
)
"""Folded words that add nothing to an answer."""


@lru_cache(maxsize=1024)
def clean(text: str) -> str:
    """The text with full-width digits, keycaps and skin tones made plain; letters keep their case."""
    return unicodedata.normalize("NFKC", text.replace("🔟", "10").translate(_JOINERS)).replace("⁄", "/").strip()


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """The text in lower case with umlauts spelled out ("Schön" = "schoen") and accents gone."""
    lower = clean(text).lower().translate(_SPELLED)
    if lower.isascii():
        return lower
    parts = unicodedata.normalize("NFD", lower)
    return "".join(char for char in parts if not unicodedata.combining(char)).strip()


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, without punctuation and emoji."""
    return list(_words(text))


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    """The same, kept: a message is looked at from several sides in one turn."""
    return tuple(_WORD.findall(fold(text)))


HEDGES = vocabulary(
    "ich i i'd id glaube glaub denke denk wuerde wuerd sagen sage geben gebe guess think say would give von mir "
    "uns from me finde find oder so or weil because denn aber but und and vielleicht maybe eher rather wohl "
    "probably punkte punkten points"
)
"""Folded words with which people soften a number."""
