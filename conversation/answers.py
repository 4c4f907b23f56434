"""Reads a reply as the answer to a step's question, whatever the kind of step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conversation.inputs import Reply
from conversation.keywords import keyword
from conversation.messages import Form, Language
from conversation.question import NO_QUESTION, Question
from conversation.steps import (
    ask_choice,
    ask_choices,
    ask_consent,
    ask_contact,
    ask_date,
    ask_number,
    ask_photo,
    ask_score,
    ask_text,
)
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_choices import AskChoices
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_contact import AskContact
from conversation.steps.ask_date import AskDate
from conversation.steps.ask_number import AskNumber
from conversation.steps.ask_photo import AskPhoto
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.understood import AskBack as AskBack
from conversation.understood import NotAnAnswer as NotAnAnswer
from conversation.understood import Outcome
from conversation.understood import Understood as Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where and when an answer is given: dates and phone numbers are understood by it. `picked`: tapped so far."""

    language: Language = "de"
    today: date = date(2027, 1, 1)
    region: str = "DE"
    picked: tuple[str, ...] = ()


SOMEWHERE = Here()


def read_answer(step: Asking, reply: Reply, here: Here = SOMEWHERE) -> Outcome:
    """What the reply is to the step's question. Both languages are always read: customers mix them.

    On an optional step "weiter" or "skip" is an answer without a value.
    """
    if step.optional and not reply.choice and not reply.media and keyword(reply.text) == "skip":
        return Understood(value=None)
    match step:
        case AskScore():
            return ask_score.accept(step, reply)
        case AskChoice():
            return ask_choice.accept(step, reply)
        case AskConsent():
            return ask_consent.accept(step, reply)
        case AskText():
            return ask_text.accept(step, reply)
        case _:
            return _read_other(step, reply, here)


def _read_other(step: Asking, reply: Reply, here: Here) -> Outcome:
    match step:
        case AskChoices():
            return ask_choices.accept(step, reply, here.picked)
        case AskNumber():
            return ask_number.accept(step, reply)
        case AskDate():
            return ask_date.accept(step, reply, here.language, here.today)
        case AskContact():
            return ask_contact.accept(step, reply, here.region)
        case AskPhoto():
            return ask_photo.accept(reply)
        case _:
            return NotAnAnswer()


def question_of(step: Asking, language: Language, form: Form, picked: tuple[str, ...] = ()) -> Question:
    """How the step's question is shown beside its text."""
    match step:
        case AskScore():
            return ask_score.question(step, language, form)
        case AskChoice():
            return ask_choice.question(step, language, form)
        case AskChoices():
            return ask_choices.question(step, language, form, picked)
        case AskConsent():
            return ask_consent.question(step, language, form)
        case _:
            return NO_QUESTION
