"""The engine is a function: a flow, a session and an input give the session as it stands now, and what is to happen.

It has no clock, no ids and no memory of its own. Time-outs, opt-outs and people taking over are inputs like replies.
It never raises for anything a customer does, and every session ends: by its last step, its expiry, or its limits.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from conversation.awaited import FALLBACKS
from conversation.customer import Customer
from conversation.effects import Turn
from conversation.flow import Flow
from conversation.inputs import CallReturned, Input, OptedOut, Reply, SessionExpired, StaffTookOver, WaitTimedOut
from conversation.replying import replied, replied_late
from conversation.session import Session
from conversation.steps.awaiting import Awaiting
from conversation.waiting import expired, over, timed_out
from conversation.walking import returned, walk


def start(flow: Flow, customer: Customer, now: datetime, *, session_id: str, bundle: str) -> Turn:
    """Opens a session (its id has 12 characters of a-z and 0-9) and walks to the first question."""
    if customer.language not in flow.brand.languages:
        customer = replace(customer, language=flow.brand.languages[0])
    session = Session(id=session_id, flow=flow.name, bundle=bundle, customer=customer, started_at=now)
    return walk(flow, session, flow.first, now, [])


def resume(flow: Flow, session: Session, given: Input, now: datetime) -> Turn:
    """What an input does to a session of this flow. A session that is over takes nothing but late taps.

    A STOP is not confirmed here: the confirmation is said once per customer, not once per session.
    """
    if session.state != "asking":
        return replied_late(flow, session, given, now) if isinstance(given, Reply) else Turn(session, ())
    match given:
        case Reply():
            return replied(flow, session, given, now)
        case WaitTimedOut():
            return _timed_out(flow, session, now)
        case CallReturned():
            return returned(flow, session, given, now)
        case SessionExpired():
            return expired(flow, session)
        case OptedOut():
            return over(session, "stopped", [])
        case StaffTookOver():
            return over(session, "ended", [])


def _timed_out(flow: Flow, session: Session, now: datetime) -> Turn:
    """Time passes for who answers: a customer is reminded, an outcome that has not come back counts as its fallback."""
    place = flow.places.get(session.step)
    if place is None or not isinstance(place.step, Awaiting):
        return timed_out(flow, session, now)
    if session.due_at is None or now < session.due_at:
        return Turn(session, ())
    fallback = CallReturned(step=session.step, outcome=FALLBACKS[type(place.step)])
    return returned(flow, session, fallback, now)
