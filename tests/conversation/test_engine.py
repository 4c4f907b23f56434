"""The engine holds for any flow and any customer: it never raises or loops, saves without loss, and always ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversation.customer import Customer
from conversation.effects import CompleteResponse, RecordAnswer, SendPrompt, Turn
from conversation.engine import resume, start
from conversation.flow import Flow
from conversation.inputs import Input, WaitTimedOut
from conversation.limits import PAYLOAD_BYTES, REMINDERS, STEPS_PER_SESSION
from conversation.saved import dump_session, load_session
from conversation.session import Session
from conversation.wording import fill
from tests.conversation.flows_strategy import at_hand, customers, flows, inputs

NOW = datetime(2027, 5, 1, 9, tzinfo=UTC)
Inputs = list[tuple[Input, timedelta]]

thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def begin(flow: Flow, customer: Customer) -> Turn:
    """The first turn."""
    return start(flow, customer, NOW, session_id="abcdefghijkl", bundle="b1")


def reloaded(session: Session) -> Session:
    """The session after a trip through JSON."""
    return load_session(json.loads(json.dumps(dump_session(session))))


def check(turn: Turn, now: datetime) -> None:
    """What holds after every turn."""
    session = turn.session
    asking = session.state == "asking"
    assert asking == bool(session.step) == (session.due_at is not None)
    assert not asking or (session.due_at is not None and session.expires_at is not None)
    assert session.steps_taken <= STEPS_PER_SESSION
    for effect in turn.effects:
        if isinstance(effect, SendPrompt):
            fill(effect.prompt, now)
            assert all(len(choice.payload.encode()) <= PAYLOAD_BYTES for choice in effect.prompt.choices)
        if isinstance(effect, RecordAnswer):
            assert session.answer_to(effect.answer.step) is not None
    ends = [effect for effect in turn.effects if isinstance(effect, CompleteResponse)]
    assert not ends or (len(ends) == 1 and turn.effects[-1] == ends[0] == CompleteResponse(session.state))  # type: ignore[arg-type]  # never "asking" here


@thorough
@given(flow=flows(), customer=customers(), given_inputs=st.lists(inputs(), max_size=8))
def test_no_flow_and_no_input_raises_and_saving_changes_nothing(
    flow: Flow, customer: Customer, given_inputs: Inputs
) -> None:
    """Any flow takes any inputs; a session saved and loaded between turns goes on to the very same turns."""
    now = NOW
    turn = begin(flow, customer)
    check(turn, now)
    for given_input, later in given_inputs:
        now += later
        happens = at_hand(flow, turn.session, given_input)
        again = reloaded(turn.session)
        assert again == turn.session
        from_saved = resume(flow, again, happens, now)
        turn = resume(flow, turn.session, happens, now)
        assert turn == from_saved
        check(turn, now)


@thorough
@given(flow=flows(), customer=customers(), given_inputs=st.lists(inputs(), max_size=4))
def test_every_session_ends_by_silence_alone(flow: Flow, customer: Customer, given_inputs: Inputs) -> None:
    """Wherever a session stands, nothing but its due times brings it to its end."""
    now = NOW
    session = begin(flow, customer).session
    for given_input, later in given_inputs:
        now += later
        session = resume(flow, session, at_hand(flow, session, given_input), now).session
    for _ in range(STEPS_PER_SESSION + REMINDERS + 2):
        if session.due_at is not None:
            session = resume(flow, session, WaitTimedOut(), max(now, session.due_at)).session
    assert session.state != "asking"


@thorough
@given(flow=flows(), customer=customers(), given_inputs=st.lists(inputs(), max_size=6))
def test_a_session_that_is_over_stays_over(flow: Flow, customer: Customer, given_inputs: Inputs) -> None:
    """After its end a session never asks again and completes only once."""
    now = NOW
    turn = begin(flow, customer)
    for given_input, later in given_inputs:
        now += later
        happens = at_hand(flow, turn.session, given_input)
        was_over = turn.session.state != "asking"
        turn = resume(flow, turn.session, happens, now)
        if was_over:
            assert turn.session.state != "asking"
            assert not any(isinstance(effect, CompleteResponse) for effect in turn.effects)
