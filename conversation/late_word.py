"""A yes or no that is typed after the question for a customer's own yes has been ended by another conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from conversation.answers import Understood, read_answer
from conversation.flow import Flow
from conversation.inputs import Reply
from conversation.own_yes import FLOW, too_late
from conversation.session import Session
from conversation.steps.ask_consent import AskConsent
from conversation.typed.folding import words

MOST_WORDS = 4
"""More than this is no bare yes or no: nobody asks at this moment, so it may well be about something else."""


def as_tapped(flow: Flow, session: Session, reply: Reply, now: datetime) -> Reply | None:
    """The typed word as the tap that it stands for; None where it is none, or comes after the day that was named.

    Whether it can belong to another question is not known here.
    """
    if session.flow != FLOW or session.state in ("asking", "stopped") or too_late(session.customer, now):
        return None
    if reply.choice or len(words(reply.text)) > MOST_WORDS:
        return None
    step = next((place.step for place in flow.places.values() if _for_his_own_yes(place.step)), None)
    if not isinstance(step, AskConsent) or session.answer_to(step.name) is not None:
        return None
    outcome = read_answer(step, reply)
    if not isinstance(outcome, Understood):
        return None
    return replace(reply, step=step.name, choice="accept" if outcome.value is True else "decline")


def _for_his_own_yes(step: object) -> bool:
    return isinstance(step, AskConsent) and step.purpose == "waiting"
