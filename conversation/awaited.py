"""Steps that wait for an outcome of the house or the company: what they ask for, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from conversation.effects import AwaitedEffect
from conversation.inputs import CallReturned
from conversation.limits import CALL_VALUE_KEPT, CALL_VALUES, LONGEST_WAIT
from conversation.placeholders import LATE_NAMES
from conversation.session import Session
from conversation.steps import call, give, invite, take_seat
from conversation.steps.awaiting import SOON, Awaiting
from conversation.steps.call import Call
from conversation.steps.give import Give
from conversation.steps.invite import Invite
from conversation.steps.take_seat import TakeSeat

OUTCOMES: dict[type[Awaiting], tuple[str, ...]] = {
    Give: give.OUTCOMES,
    Invite: invite.OUTCOMES,
    TakeSeat: take_seat.OUTCOMES,
    Call: call.OUTCOMES,
}
"""The keys of `then` of each kind; the first is the good one, on which the step's text is said (a call's before)."""

FALLBACKS: dict[type[Awaiting], str] = {
    Give: give.FALLBACK,
    Invite: invite.FALLBACK,
    TakeSeat: take_seat.FALLBACK,
    Call: call.FALLBACK,
}
"""What counts where nothing has come back in time."""


def asked_for(step: Awaiting, session: Session) -> AwaitedEffect:
    """The effect that asks for the step's outcome."""
    match step:
        case Give():
            return give.run(step)
        case Invite():
            return invite.run(step)
        case TakeSeat():
            return take_seat.run(step)
        case Call():
            return call.run(step, session)
        case _:
            raise AssertionError("every kind that waits has its line here")


def waiting_for(session: Session, step: Awaiting, now: datetime, taken: int) -> Session:
    """The session while it waits; the house's own outcomes come back at once, so that only a call's `wait` counts."""
    due_at = now + min(step.wait if isinstance(step, Call) else SOON, LONGEST_WAIT)
    return replace(
        session,
        step=step.name,
        asked_at=now,
        due_at=due_at,
        expires_at=due_at + LONGEST_WAIT,
        reminders_sent=0,
        misunderstood=0,
        steps_taken=taken,
    )


def keep_values(session: Session, step: Awaiting, given: CallReturned) -> Session:
    """The session with what has come back: late names for texts, and what a call answered as facts `call.…`."""
    if isinstance(step, Call):
        named = {f"call.{name}": given.values[name] for name in step.returns[:CALL_VALUES] if name in given.values}
        kept = {name: value[:CALL_VALUE_KEPT] for name, value in named.items()}
        customer = replace(session.customer, facts={**session.customer.facts, **kept})
        return replace(session, customer=customer)
    late = {name: value for name, value in given.values.items() if name in LATE_NAMES}
    return replace(session, extra={**session.extra, **late}) if late else session
