"""ask_number: an amount."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.inputs import Reply
from conversation.steps.asking import Asking
from conversation.typed.amounts import read_amount
from conversation.understood import NotAnAnswer, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNumber(Asking):
    """Asks for a number, in digits or words. `low` and `high` (YAML keys `from`, `to`) bound it; `whole`: no parts."""

    low: float | None = None
    high: float | None = None
    whole: bool = True


def accept(step: AskNumber, reply: Reply) -> Outcome:
    """The number that was typed."""
    if reply.choice:
        return NotAnAnswer()
    return read_amount(reply.text, low=step.low, high=step.high, whole=step.whole)
