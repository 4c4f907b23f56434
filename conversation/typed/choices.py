"""Choices as people type them: the label, its number, its key, a small typing mistake, or a sentence around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from conversation.limits import TEXT_READ
from conversation.texts import Wording
from conversation.typed.folding import COURTESIES, vocabulary, words
from conversation.typed.numbers import NUMBER_WORDS
from conversation.understood import AskBack, NotAnAnswer, Outcome, Understood

_ORDINALS = {
    "erste": 1, "erstes": 1, "erster": 1, "ersten": 1, "first": 1, "zweite": 2, "zweites": 2, "zweiter": 2,
    "zweiten": 2, "second": 2, "dritte": 3, "drittes": 3, "dritter": 3, "dritten": 3, "third": 3,
    "vierte": 4, "viertes": 4, "vierten": 4, "fourth": 4, "letzte": -1, "letztes": -1, "letzten": -1, "last": -1,
}  # fmt: skip
_AROUND_NUMBERS = vocabulary("nr nummer number option antwort answer no die das den der the one choice wahl")
_ALIKE = 0.8
"""How alike two words are (0..1) to be the same with a typing mistake."""


def read_choice(labels: Mapping[str, Wording], text: str) -> Outcome:
    """The chosen key. Two that fit equally well, or a number off the list, are asked back."""
    said = words(text[:TEXT_READ])
    bare = [word for word in said if word not in COURTESIES] or said
    if not bare:
        return NotAnAnswer()
    position = _position(bare)
    if position is not None:
        keys = list(labels)
        fits = bool(keys) and position != 0 and position <= len(keys)
        return _chosen(keys[position - 1 if position > 0 else -1]) if fits else AskBack("out_of_range")
    phrases = {key: _phrases(key, label) for key, label in labels.items()}
    for finder in (_same, _contained, _alike):
        found = [key for key, ways in phrases.items() if finder(" ".join(bare), ways)]
        if len(found) == 1:
            return _chosen(found[0])
        if found:
            return AskBack("several")
    return NotAnAnswer()


def _chosen(key: str) -> Understood:
    return Understood(value=key, band=key)


def _position(said: list[str]) -> int | None:
    """The position someone names: "2", "Nr. 2", "die zweite", "the last one" (-1)."""
    rest = [word for word in said if word not in _AROUND_NUMBERS]
    if len(rest) != 1:
        return None
    word = rest[0]
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    return _ORDINALS.get(word, NUMBER_WORDS.get(word))


def _phrases(key: str, label: Wording) -> list[str]:
    texts = (label.de, label.de_sie, label.en, key.replace("_", " "))
    return [phrase for phrase in dict.fromkeys(" ".join(words(text)) for text in texts) if phrase]


def _same(said: str, ways: Iterable[str]) -> bool:
    return any(said == way for way in ways)


def _contained(said: str, ways: Iterable[str]) -> bool:
    if re.search(r"\b(?:nicht|kein\w*|not|no|never)\b", said):
        return False
    return any(len(way) > 3 and f" {way} " in f" {said} " for way in ways)


def _alike(said: str, ways: Iterable[str]) -> bool:
    return any(
        abs(len(said) - len(way)) <= 2 and len(way) > 3 and SequenceMatcher(None, said, way).ratio() >= _ALIKE
        for way in ways
    )
