"""Amounts as people type them: "3", "drei", "ca. 40", "2,5", "1.200 Euro", "zwei Erwachsene"."""

from __future__ import annotations

import re

from conversation.limits import TEXT_READ
from conversation.typed.folding import clean, vocabulary, words
from conversation.typed.numbers import NUMBER_WORDS
from conversation.understood import AskBack, NotAnAnswer, Outcome, Understood

_MORE_WORDS = NUMBER_WORDS | {
    "ein": 1, "eine": 1, "einen": 1, "einer": 1, "a": 1, "keine": 0, "keinen": 0, "kein": 0, "none": 0, "no": 0,
    "dreizehn": 13, "thirteen": 13, "vierzehn": 14, "fourteen": 14, "fünfzehn": 15, "fuenfzehn": 15, "fifteen": 15,
    "sechzehn": 16, "sixteen": 16, "siebzehn": 17, "seventeen": 17, "achtzehn": 18, "eighteen": 18, "neunzehn": 19,
    "nineteen": 19, "zwanzig": 20, "twenty": 20, "dreißig": 30, "dreissig": 30, "thirty": 30, "vierzig": 40,
    "forty": 40, "fünfzig": 50, "fifty": 50, "hundert": 100, "hundred": 100,
}  # fmt: skip
_ARTICLES = ("ein", "eine", "einen", "einer", "a", "no", "kein", "keine", "keinen")
_NO_AMOUNT = vocabulary("ahnung idea lot few bisschen paar bit clue plan couple many way chance")
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>[-−])?\d{1,3}(?:[.,' ]\d{3})+(?![\d])|(?<![\w])[-−]?\d{1,9}(?:[.,]\d{1,3})?(?!\d)"
)
_WORD = re.compile(rf"\b({'|'.join(sorted(_MORE_WORDS, key=len, reverse=True))})\b", re.IGNORECASE)
_RANGE = re.compile(r"\d\s*(?:-|–|bis|to|oder|or)\s*\d", re.IGNORECASE)


def read_amount(text: str, *, low: float | None, high: float | None, whole: bool) -> Outcome:
    """The one number in the text. Two numbers, one out of bounds or a part where whole ones count are asked back."""
    typed = clean(text[:TEXT_READ])
    found = [_value(match[0]) for match in _NUMBER.finditer(typed)]
    if not found:
        found = _from_words(typed)
    if not found:
        return NotAnAnswer()
    if len(set(found)) > 1 or _RANGE.search(typed):
        return AskBack("several")
    return _checked(found[0], low, high, whole=whole)


def _checked(value: float, low: float | None, high: float | None, *, whole: bool) -> Outcome:
    if whole and value != int(value):
        return AskBack("half")
    if (low is not None and value < low) or (high is not None and value > high):
        return AskBack("out_of_range")
    return Understood(value=int(value) if value == int(value) else value)


def _from_words(typed: str) -> list[float]:
    said = [match[1].lower() for match in _WORD.finditer(typed)]
    counted = [word for word in said if word not in _ARTICLES]
    spoken = words(typed)
    if not counted and said and len(spoken) <= 2 and not _NO_AMOUNT.intersection(spoken):
        counted = said[:1]  # "keine", "ein Koffer": an article counts where nothing but a noun stands beside it
    return [float(_MORE_WORDS[word]) for word in counted]


def _value(digits: str) -> float:
    """The number of a German or English spelling: three digits behind a sign are thousands, fewer a part."""
    bare = digits.replace("−", "-").replace(" ", "").replace("'", "")
    if re.fullmatch(r"-?\d{1,3}(?:[.,]\d{3})+", bare):
        return float(bare.replace(".", "").replace(",", ""))
    return float(bare.replace(",", "."))
