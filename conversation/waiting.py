"""How long a question waits: its reminders in order, then the expiry.

`expires_after` counts from the question or the customer's last message, whichever came later; our own reminders do
not prolong it. A reminder counts from the question, the customer's last message or the reminder before.
"""

from __future__ import annotations

from datetime import datetime

from conversation.answers import question_of
from conversation.changed import changed
from conversation.effects import CompleteResponse, Effect, SendPrompt, Turn
from conversation.flow import Flow
from conversation.limits import LONGEST_WAIT, REMINDERS
from conversation.prompts import build, form_of
from conversation.session import Session, SessionState
from conversation.steps.asking import Asking
from conversation.steps.step import NO_TEXT


def waits(flow: Flow, step: Asking, now: datetime, *, reminders_sent: int = 0) -> tuple[datetime, datetime]:
    """When the session that now waits for `step` is due next, and when it expires."""
    expires_at = now + min(flow.expires_after, LONGEST_WAIT)
    return _due(step, now, expires_at, reminders_sent), expires_at


def _due(step: Asking, now: datetime, expires_at: datetime, reminders_sent: int) -> datetime:
    if reminders_sent >= min(len(step.remind), REMINDERS):
        return expires_at
    return min(now + min(step.remind[reminders_sent].after, LONGEST_WAIT), expires_at)


def timed_out(flow: Flow, session: Session, now: datetime) -> Turn:
    """The session's due_at has come: the next reminder, or the end. Early or doubled it does nothing."""
    if session.due_at is None or session.expires_at is None or now < session.due_at:
        return Turn(session, ())
    if now >= session.expires_at:
        return expired(flow, session)
    place = flow.places.get(session.step)
    step = place.step if place else None
    if not isinstance(step, Asking) or session.reminders_sent >= min(len(step.remind), REMINDERS):
        return Turn(changed(session, due_at=session.expires_at), ())
    sent = session.reminders_sent + 1
    customer = session.customer
    question = question_of(step, customer.language, form_of(customer, flow.brand))
    prompt = build(step.remind[sent - 1].text, session, flow.brand, step=step.name, question=question)
    waiting = changed(session, reminders_sent=sent, due_at=_due(step, now, session.expires_at, sent))
    return Turn(waiting, (SendPrompt(prompt=prompt, step=step.name, reminder=sent),) if prompt.template else ())


def expired(flow: Flow, session: Session) -> Turn:
    """The session's time is over: with a word where the author wrote one, in silence where not."""
    effects: list[Effect] = []
    if flow.bye != NO_TEXT:
        effects.append(SendPrompt(prompt=build(flow.bye, session, flow.brand), step=session.step))
    return over(session, "expired", effects)


def over(session: Session, state: SessionState, effects: list[Effect]) -> Turn:
    """The session's last turn."""
    assert state != "asking", "a session that asks is not over"
    ended = changed(session, state=state, step="", due_at=None, expires_at=None, spare_text="", spare_reading=None)
    return Turn(ended, (*effects, CompleteResponse(state)))
