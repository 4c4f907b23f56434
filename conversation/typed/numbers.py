"""Numbers as people type them: digits, words and what may stand around them, as pieces of regular expressions."""

from __future__ import annotations

import re

from conversation.limits import TEXT_KEPT
from conversation.typed.folding import COURTESIES, HEDGES, fold, vocabulary, words

NUMBER_WORDS: dict[str, int] = {
    "null": 0, "zero": 0, "eins": 1, "one": 1, "zwei": 2, "zwo": 2, "two": 2, "drei": 3, "three": 3,
    "vier": 4, "four": 4, "fünf": 5, "fuenf": 5, "five": 5, "sechs": 6, "six": 6, "sieben": 7, "seven": 7,
    "acht": 8, "eight": 8, "neun": 9, "nine": 9, "zehn": 10, "ten": 10, "elf": 11, "eleven": 11,
    "zwölf": 12, "zwoelf": 12, "twelve": 12,
}  # fmt: skip
"""Words that count; "ein" and "eine" are articles ("eine 8") and stand in LEAD instead."""

_WORDS = "|".join(NUMBER_WORDS)

NUMBER = rf"(?:(?<![\w.,])(?P<sign>[-−])?(?P<whole>\d{{1,9}})(?:[.,](?P<part>\d{{1,3}}))?(?!\d)|\b(?P<word>{_WORDS})\b)"
"""One number: signed digits with decimals, or a word."""

OUT_OF = rf"(?:\s*(?:/|von|out\s+of|of|aus|v\.)\s*(?:(?P<of>\d{{1,9}})(?!\d|[.,]\d)|(?P<of_word>{_WORDS})\b))?"
"""What the number is out of: "/10", "von 10", "out of ten"."""

UNIT = r"(?:\s*(?P<unit>punkte?n?\b|pkt\b\.?|points?\b|pts\b|sterne?n?\b|stars?\b|⭐|★|%|prozent\b|percent\b))?"
"""What is counted."""

_LEADS = vocabulary(
    "eine[nr]? einem ein 'ne ’ne ne n a an the ich würde würd wuerde gebe geb gib vergebe gäbe sage sagen sag mal "
    "so etwa ca circa ungefähr about around maybe vielleicht wohl definitiv definitely absolut absolute "
    "solide solid starke starker strong nur only just leider sadly score punktzahl bewertung rating wertung klar "
    "klare klarer clear glatte glatter volle full i i'd i’d id would give it you say von mir from me es euch "
    "ihnen dir hallo hi hey hello also na ja well oh hm+ ähm my mine meine answer antwort is ist wäre das it's "
    "it’s gute guter good ganz eindeutig eindeutige perfect perfekte perfekter rate sehr knappe danke thanks "
    "sicher sure yes nps wahrscheinlichkeit was war were wirklich really eher rather"
)


LEAD = rf"(?:(?:sagen wir|{'|'.join(sorted(_LEADS))})(?=[\s.,:;!=-])[\s.,:;!=]*)*"
"""What may stand before the number without changing it."""


def number_of(digits: str | None, word: str | None) -> int | None:
    """The whole number of a match's two ways to write one."""
    if digits is not None:
        return int(digits)
    return NUMBER_WORDS[word.lower()] if word else None


_GREETING = re.compile(
    r"\b(?:lg|vg|mfg|gruss|(?:viele |liebe |beste )?gruesse|(?:kind |best )?regards|cheers)\b.*$", re.DOTALL
)


def says_something(text: str) -> bool:
    """Whether a text says more than a number, a smiley, a greeting, a courtesy or "glaube ich"."""
    said = _GREETING.sub("", fold(text[:TEXT_KEPT]))
    return any(
        len(word) > 2 and word not in COURTESIES and word not in HEDGES and word not in NUMBER_WORDS
        for word in words(said)
        if not word.isdecimal()
    )
