"""ask_text: an answer in the customer's own words, read by the model where `understand` says so."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.inputs import Reply
from conversation.limits import TEXT_KEPT
from conversation.steps.asking import Asking, Understand
from conversation.understood import NotAnAnswer, Outcome, Understood

_EMOJI_FROM = "\u2190"
"""From here on Unicode holds arrows, symbols and emoji: a lone smiley is an answer, a lone "…" or "?" is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskText(Asking):
    """Asks for free text; any text with a letter, digit or emoji is an answer.

    A comment that came with a score on the way ("8, weil …") is this step's answer: it is not asked then.
    """

    understand: tuple[Understand, ...] = ()


def accept(reply: Reply) -> Outcome:
    """The text, cut to what is kept."""
    text = reply.text.strip()[:TEXT_KEPT]
    if reply.choice or not any(char.isalnum() or char >= _EMOJI_FROM for char in text):
        return NotAnAnswer()
    return Understood(value=text)
