"""ask_choice: one of a few labelled answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversation.inputs import Reply
from conversation.messages import Form, Language
from conversation.payload import names
from conversation.question import Question
from conversation.steps.asking import Asking
from conversation.steps.step import Wording
from conversation.texts import choose
from conversation.typed.choices import read_choice
from conversation.understood import NotAnAnswer, Outcome, Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class AskChoice(Asking):
    """Asks for one of `choices` (key → label); the keys are the keys of `then`."""

    choices: dict[str, Wording] = field(default_factory=dict)


def question(step: AskChoice, language: Language, form: Form) -> Question:
    """The choices in the author's order, one under the other."""
    return Question(
        choices=tuple((key, choose(label, language, form) or key) for key, label in step.choices.items()),
        layout="column",
    )


def accept(step: AskChoice, reply: Reply) -> Outcome:
    """The choice that was tapped, or typed as label, key or number."""
    if reply.choice:
        tapped = next((key for key in step.choices if names(reply.choice, key)), None)
        return NotAnAnswer() if tapped is None else Understood(value=tapped, band=tapped)
    return read_choice(step.choices, reply.text)
