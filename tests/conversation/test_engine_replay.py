"""A conversation as a machine with states: whatever happens in whatever order, its log gives the same session again."""

from __future__ import annotations

import json
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from conversation.customer import Customer
from conversation.effects import CompleteResponse, Turn
from conversation.engine import resume, start
from conversation.flow import Flow
from conversation.inputs import Input, WaitTimedOut
from conversation.limits import REMINDERS, STEPS_PER_SESSION
from conversation.saved import dump_session, load_session
from tests.conversation.flows_strategy import at_hand, customers, flows, inputs
from tests.conversation.sample_flow import NOW


class Conversation(RuleBasedStateMachine):
    """One customer's walk through any flow; what happened is written down as it happens."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[tuple[Input, timedelta]] = []

    @initialize(flow=flows(), customer=customers())
    def begin(self, flow: Flow, customer: Customer) -> None:
        """The conversation starts."""
        self.flow, self.customer, self.after = flow, customer, timedelta(0)
        self.turn: Turn = start(flow, customer, NOW, session_id="abcdefghijkl", bundle="b1")
        self.completions = sum(isinstance(effect, CompleteResponse) for effect in self.turn.effects)

    @rule(happens=inputs())
    def something_happens(self, happens: tuple[Input, timedelta]) -> None:
        """A reply, a tap, a time-out, an outcome: in any order, at any distance."""
        given, later = happens
        self.after += later
        given = at_hand(self.flow, self.turn.session, given)
        self.log.append((given, self.after))
        self.turn = resume(self.flow, self.turn.session, given, NOW + self.after)
        self.completions += sum(isinstance(effect, CompleteResponse) for effect in self.turn.effects)

    @rule(span=st.sampled_from([timedelta(minutes=1), timedelta(hours=25), timedelta(days=8)]))
    def time_passes(self, span: timedelta) -> None:
        """The session's due time comes, or not yet."""
        self.something_happens((WaitTimedOut(), span))

    @invariant()
    def a_saved_session_is_the_same_session(self) -> None:
        """At every point it survives JSON."""
        if hasattr(self, "turn"):
            session = self.turn.session
            assert load_session(json.loads(json.dumps(dump_session(session)))) == session

    @invariant()
    def it_ends_once(self) -> None:
        """A response is complete once at most, and exactly where the session is over."""
        if hasattr(self, "turn"):
            assert self.completions == (self.turn.session.state != "asking")

    def teardown(self) -> None:
        """The log, played again from the start, gives the same session; silence alone brings it to its end."""
        if not hasattr(self, "turn"):
            return
        session = start(self.flow, self.customer, NOW, session_id="abcdefghijkl", bundle="b1").session
        for given, after in self.log:
            session = load_session(json.loads(json.dumps(dump_session(session))))
            session = resume(self.flow, session, given, NOW + after).session
        assert session == self.turn.session
        now = NOW + self.after
        for _ in range(STEPS_PER_SESSION + REMINDERS + 2):
            if session.due_at is not None:
                session = resume(self.flow, session, WaitTimedOut(), max(now, session.due_at)).session
        assert session.state != "asking"


TestConversation = Conversation.TestCase
TestConversation.settings = settings(
    max_examples=60,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
