"""ask_choices: any number of labelled answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversation.inputs import Reply
from conversation.messages import Form, Language
from conversation.payload import names
from conversation.question import Question
from conversation.session import Session
from conversation.steps.asking import Asking
from conversation.steps.step import Wording
from conversation.system_texts import SYSTEM
from conversation.texts import choose
from conversation.typed.several import JOINED, chosen, read_several
from conversation.understood import NotAnAnswer, Outcome, Understood

DONE = "done"
"""The value of the button that ends the choosing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskChoices(Asking):
    """Asks for any of `choices` (key → label), as many as fit. `then` follows the first chosen one, in their order.

    Typed, all come at once ("1 und 3"). Tapped, one after the other, until "done" is tapped.
    """

    choices: dict[str, Wording] = field(default_factory=dict)


def question(step: AskChoices, language: Language, form: Form, picked: tuple[str, ...] = ()) -> Question:
    """The choices that are left, and a button that ends the choosing."""
    left = tuple(
        (key, choose(label, language, form) or key) for key, label in step.choices.items() if key not in picked
    )
    done = ((DONE, choose(SYSTEM["done"], language, form)),) if picked else ()
    return Question(choices=(*left, *done), layout="column")


def accept(step: AskChoices, reply: Reply, picked: tuple[str, ...] = ()) -> Outcome:
    """What was typed, or all that was tapped so far; `is_picking` says whether more may come."""
    if not reply.choice:
        outcome = read_several(step.choices, reply.text)
        if isinstance(outcome, Understood) and picked:
            more = {key for key in str(outcome.value).split(JOINED) if key}
            return chosen(step.choices, {*picked, *more})
        return outcome
    if names(reply.choice, DONE):
        return chosen(step.choices, set(picked))
    tapped = next((key for key in step.choices if names(reply.choice, key)), None)
    return NotAnAnswer() if tapped is None else chosen(step.choices, {*picked, tapped})


def picked_so_far(step: AskChoices, session: Session) -> tuple[str, ...]:
    """What was tapped of the open question."""
    answer = session.answer_to(step.name)
    return tuple(str(answer.value).split(JOINED)) if answer is not None and answer.value else ()


def is_picking(step: AskChoices, reply: Reply, outcome: Understood) -> bool:
    """Whether a tap has chosen one of several and more may follow."""
    left = len(str(outcome.value).split(JOINED)) < len(step.choices)
    return bool(reply.choice) and not names(reply.choice, DONE) and left
