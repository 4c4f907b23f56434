"""Reads a reply as the answer to a step's question, whatever the kind of step."""

from __future__ import annotations

from conversation.inputs import Reply
from conversation.keywords import keyword
from conversation.messages import Form, Language
from conversation.question import NO_QUESTION, Question
from conversation.steps import ask_choice, ask_consent, ask_score, ask_text
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_consent import AskConsent
from conversation.steps.ask_score import AskScore
from conversation.steps.ask_text import AskText
from conversation.steps.asking import Asking
from conversation.understood import AskBack as AskBack
from conversation.understood import NotAnAnswer as NotAnAnswer
from conversation.understood import Outcome
from conversation.understood import Understood as Understood


def read_answer(step: Asking, reply: Reply, language: Language = "de") -> Outcome:  # noqa: ARG001
    """What the reply is to the step's question. Both languages are always read: customers mix them.

    On an optional step "weiter" or "skip" is an answer without a value.
    """
    if step.optional and not reply.choice and keyword(reply.text) == "skip":
        return Understood(value=None)
    match step:
        case AskScore():
            return ask_score.accept(step, reply)
        case AskChoice():
            return ask_choice.accept(step, reply)
        case AskConsent():
            return ask_consent.accept(step, reply)
        case AskText():
            return ask_text.accept(reply)
        case _:
            return NotAnAnswer()


def question_of(step: Asking, language: Language, form: Form) -> Question:
    """How the step's question is shown beside its text."""
    match step:
        case AskScore():
            return ask_score.question(step, language, form)
        case AskChoice():
            return ask_choice.question(step, language, form)
        case AskConsent():
            return ask_consent.question(step, language, form)
        case _:
            return NO_QUESTION
