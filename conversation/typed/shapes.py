"""Texts of a given shape, like a booking number: "SW-####" finds "sw 4711" in whatever stands around it."""

from __future__ import annotations

import re
from functools import lru_cache

from conversation.limits import TEXT_READ
from conversation.typed.folding import clean
from conversation.understood import AskBack, NotAnAnswer, Outcome, Understood

DIGIT, LETTER = "#", "?"
"""What stands for any digit and any letter in a shape; everything else stands for itself."""

_SEPARATORS = "-/. _"


def read_shape(shape: str, text: str) -> Outcome:
    """The one part of the text that has the shape, in the shape's own spelling; two different ones are asked back."""
    found = {_spelled(shape, match[0]) for match in _pattern(shape).finditer(clean(text[:TEXT_READ]))}
    if len(found) > 1:
        return AskBack("several")
    if not found:
        return AskBack("unclear") if re.search(r"\d", text) else NotAnAnswer()
    return Understood(value=found.pop())


@lru_cache(maxsize=256)
def _pattern(shape: str) -> re.Pattern[str]:
    parts = [_part(char) for char in shape]
    return re.compile(rf"(?<!\w){''.join(parts)}(?!\w)", re.IGNORECASE)


def _part(char: str) -> str:
    if char == DIGIT:
        return r"\d"
    if char == LETTER:
        return "[A-Za-z]"
    return r"[-–/._ ]?" if char in _SEPARATORS else re.escape(char)


def _spelled(shape: str, found: str) -> str:
    """What was found, with the shape's own separators and capitals."""
    bare = iter(char for char in found if char.isalnum())
    return "".join(next(bare, "").upper() if char.isalnum() or char in (DIGIT, LETTER) else char for char in shape)
