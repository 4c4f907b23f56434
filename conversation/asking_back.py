"""What is said where a reply was no answer: what an answer to this kind of question looks like."""

from __future__ import annotations

from functools import lru_cache

from conversation.steps import KINDS
from conversation.steps.ask_photo import AskPhoto
from conversation.steps.ask_score import AskScore, scale_of
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.steps.step import Step, Wording
from conversation.system_texts import SYSTEM
from conversation.typed.shapes import DIGIT, LETTER
from conversation.understood import AskBack, NotAnAnswer

_KIND_OF: dict[type[Step], str] = {shape: kind for kind, shape in KINDS.items()}
_OFF = {"ask_number": "number_off", "ask_date": "date_off"}


def kind_of(step: Step) -> str:
    """The step's YAML key."""
    return _KIND_OF[type(step)]


def ask_back_text(step: Asking, outcome: AskBack | NotAnAnswer) -> Wording:
    """What is said after this reply."""
    if outcome == AskBack("grade"):
        return SYSTEM["grade"]
    if outcome == AskBack("several"):
        return SYSTEM["several"]
    if outcome == AskBack("out_of_range") and kind_of(step) in _OFF:
        return SYSTEM[_OFF[kind_of(step)]]
    return not_understood(step)


def not_understood(step: Asking) -> Wording:
    """The product's text that says what an answer to this step looks like."""
    if isinstance(step, AskScore) and step.own is not None:
        scale = scale_of(step)
        return _filled("not_understood_own", ("LOW", str(scale.low)), ("HIGH", str(scale.high)))
    if isinstance(step, AskScore):
        return SYSTEM[f"not_understood_{step.scale}"]
    if isinstance(step, AskText) and step.pattern:
        return _filled("not_understood_pattern", ("EXAMPLE", _example(step.pattern)))
    if isinstance(step, AskPhoto) and step.optional:
        return SYSTEM["not_understood_photo_optional"]
    return SYSTEM[f"not_understood_{kind_of(step).removeprefix('ask_')}"]


@lru_cache(maxsize=256)
def _filled(key: str, *values: tuple[str, str]) -> Wording:
    """A text of the product's with what it leaves open filled in."""
    text = SYSTEM[key]
    filled = []
    for words in (text.de, text.de_sie, text.en):
        for name, value in values:
            words = words.replace(name, value)
        filled.append(words)
    return Wording(de=filled[0], de_sie=filled[1], en=filled[2])


def _example(shape: str) -> str:
    """A text of this shape, to show: "SW-####" as "SW-4711"."""
    digits, letters = iter("4711082593" * 10), iter("ABCDEFGHIJ" * 10)
    return "".join(next(digits) if char == DIGIT else next(letters) if char == LETTER else char for char in shape)
