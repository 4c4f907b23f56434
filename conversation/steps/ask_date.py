"""ask_date: a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conversation.inputs import Reply
from conversation.messages import Language
from conversation.steps.asking import Asking
from conversation.typed.dates import Which, read_date
from conversation.understood import NotAnAnswer, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDate(Asking):
    """Asks for a day, as people write it or say it ("15.3.", "next Friday"); `which` days count: any, past, future."""

    which: Which = "any"


def accept(step: AskDate, reply: Reply, language: Language, today: date) -> Outcome:
    """The day as ISO 8601."""
    if reply.choice:
        return NotAnAnswer()
    return read_date(reply.text, today, language=language, which=step.which)
