"""ask_photo: a photo or file."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.inputs import Reply
from conversation.steps.asking import Asking
from conversation.understood import NotAnAnswer, Outcome, Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPhoto(Asking):
    """Asks for a photo; what is written beside it is kept for the next question for text. SMS can send none."""


def accept(reply: Reply) -> Outcome:
    """How many photos came, with the words beside them."""
    if reply.choice or not reply.media:
        return NotAnAnswer()
    return Understood(value=len(reply.media), comment=reply.text)
