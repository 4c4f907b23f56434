"""ask_text: an answer in the customer's own words, read by the model where `understand` says so."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.inputs import Reply
from conversation.limits import TEXT_KEPT
from conversation.steps.asking import Asking, Understand
from conversation.typed.shapes import read_shape
from conversation.understood import NotAnAnswer, Outcome, Understood

_EMOJI_FROM = "\u2190"
"""From here on Unicode holds arrows, symbols and emoji: a lone smiley is an answer, a lone "…" or "?" is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskText(Asking):
    """Asks for free text; any text with a letter, digit or emoji is an answer.

    A comment that came with a score on the way ("8, weil …") is this step's answer: it is not asked then.
    `pattern` asks for a text of one shape: # is any digit, ? any letter, the rest stands for itself ("SW-####").
    """

    understand: tuple[Understand, ...] = ()
    pattern: str = ""


def accept(step: AskText, reply: Reply) -> Outcome:
    """The text, cut to what is kept; with a pattern only the part that has its shape."""
    text = reply.text.strip()[:TEXT_KEPT]
    if step.pattern and not reply.choice:
        return read_shape(step.pattern, text)
    if reply.choice or not any(char.isalnum() or char >= _EMOJI_FROM for char in text):
        return NotAnAnswer()
    return Understood(value=text)
