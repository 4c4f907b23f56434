"""Steps that wait for an outcome: rewards, links, seats and calls, and flows that are started inside others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.conditions import Condition, Test
from conversation.effects import CallOut, GrantReward, MakeInvite, TakeSeat
from conversation.engine import resume
from conversation.flow import Flow
from conversation.inputs import CallReturned, Reply, WaitTimedOut
from conversation.steps.ask_choice import AskChoice
from conversation.steps.ask_text import AskText
from conversation.steps.awaiting import Awaiting
from conversation.steps.call import Call
from conversation.steps.give import Give
from conversation.steps.invite import Invite
from conversation.steps.plan import Plan
from conversation.steps.say import Say
from conversation.steps.start_flow import StartFlow
from conversation.steps.take_seat import TakeSeat as TakeSeatStep
from tests.conversation.sample_flow import BRAND, NOW, begin, both, flow_of, kinds, only, talk, texts

BYE = Say(name="bye", text=both("Tschüss"))
SORRY = (Say(name="sorry", text=both("Schade")),)
GIVE = Give(name="code", reward="voucher", text=both("Code {{ reward.code }}"), then={"none_left": SORRY})
CALL = Call(
    name="check",
    endpoint="erp",
    send=("what",),
    returns=("status",),
    wait=timedelta(minutes=2),
    text=both("Einen Moment"),
    then={"failed": SORRY, "ok": (Say(name="told", text=both("Stand: {{ call.status }}")),)},
)


@pytest.mark.parametrize(
    ("step", "effect", "good", "bad"),
    [
        (GIVE, GrantReward(step="code", reward="voucher"), "given", "none_left"),
        (Invite(name="link", text=both("x"), then={"failed": SORRY}), MakeInvite(step="link"), "made", "failed"),
        (
            TakeSeatStep(name="seat", event="cafe", text=both("x"), then={"full": SORRY}),
            TakeSeat(step="seat", event="cafe"),
            "seat",
            "full",
        ),
    ],
    ids=["give", "invite", "take_seat"],
)
def test_the_text_is_said_only_with_the_good_outcome(step: Awaiting, effect: object, good: str, bad: str) -> None:
    """A step asks for its outcome; the good one says its text, another follows its block, and the flow goes on."""
    flow = flow_of(step, BYE)
    asked = begin(flow)
    assert asked.effects == (effect,)
    fine = resume(flow, asked.session, CallReturned(step=step.name, outcome=good), NOW)
    assert texts(fine)[-1] == "Tschüss"
    assert len(texts(fine)) == 2
    poor = resume(flow, asked.session, CallReturned(step=step.name, outcome=bad), NOW)
    assert texts(poor) == ["Schade", "Tschüss"]


def test_a_reward_is_named_from_its_step_on() -> None:
    """The code that came back stands in this text and in all below."""
    flow = flow_of(GIVE, Say(name="again", text=both("Noch einmal: {{ reward.code }}")))
    turn = resume(
        flow, begin(flow).session, CallReturned(step="code", outcome="given", values={"reward.code": "AB-1"}), NOW
    )
    assert texts(turn) == ["Code AB-1", "Noch einmal: AB-1"]


def test_a_call_speaks_first_sends_what_it_may_and_knows_the_answer() -> None:
    """The text is said before; the answer's named values are known to texts and conditions, others are not kept."""
    ask = AskChoice(name="what", choices={"a": both("A"), "b": both("B")})
    paid = Say(name="paid", text=both("Bezahlt"), when=Condition(tests=(Test("call.status", ("paid",)),)))
    flow = flow_of(ask, CALL, paid)
    asked = talk(flow, "B")
    assert texts(asked) == ["Einen Moment"]
    assert only(asked, CallOut) == CallOut(step="check", endpoint="erp", values={"what": "b"})
    back = CallReturned(step="check", outcome="ok", values={"status": "paid", "secret": "x"})
    turn = resume(flow, asked.session, back, NOW)
    assert texts(turn) == ["Stand: paid", "Bezahlt"]
    assert "call.secret" not in turn.session.customer.facts


def test_a_call_without_an_answer_goes_the_fallback_way_in_time() -> None:
    """Before `wait` is over nothing happens; then the flow goes on as if the endpoint had said no."""
    flow = flow_of(CALL, BYE)
    session = begin(flow).session
    assert resume(flow, session, WaitTimedOut(), NOW + timedelta(minutes=1)).effects == ()
    late = resume(flow, session, WaitTimedOut(), NOW + timedelta(minutes=2))
    assert texts(late) == ["Schade", "Tschüss"]
    assert late.session.state == "completed"


def test_an_outcome_that_nobody_waits_for_does_nothing() -> None:
    """An answer to another step, or one that comes a second time, changes nothing."""
    flow = flow_of(CALL, BYE)
    session = begin(flow).session
    assert resume(flow, session, CallReturned(step="other", outcome="ok"), NOW).session == session
    over = resume(flow, session, CallReturned(step="check", outcome="ok"), NOW).session
    assert resume(flow, over, CallReturned(step="check", outcome="ok"), NOW).effects == ()


def test_what_is_written_while_we_wait_answers_the_next_question_for_text() -> None:
    """Nobody has to repeat himself because a machine was slow."""
    flow = flow_of(CALL, AskText(name="story", text=both("Was ist passiert?")), BYE)
    session = resume(flow, begin(flow).session, Reply(text="Der Koffer fehlt"), NOW).session
    turn = resume(flow, session, CallReturned(step="check", outcome="failed"), NOW)
    assert texts(turn) == ["Schade", "Tschüss"]
    story = turn.session.answer_to("story")
    assert story is not None
    assert story.value == "Der Koffer fehlt"


WHY = flow_of(
    AskText(name="why", text=both("Warum?")),
    Say(name="so", text=both("Aha"), when=Condition(tests=(Test("why", ("unsure",)),))),
    Plan(name="call_back", after=timedelta(days=1)),
)


def test_a_flow_inside_a_flow_comes_back() -> None:
    """Its steps run under this step's name, its conditions know their own short names, then the outer one goes on."""
    outer = replace(
        flow_of(StartFlow(name="more", flow="why"), BYE), parts={"why": replace(WHY, name="why", brand=BRAND)}
    )
    turn = talk(outer, "Darum")
    assert texts(turn) == ["Aha", "Tschüss"]
    assert kinds(turn) == ["RecordAnswer", "SendPrompt", "PlanContact", "SendPrompt", "CompleteResponse"]
    assert [answer.step for answer in turn.session.answers] == ["more/why"]
    assert turn.session.recall("why") == turn.session.answers[0]


def test_the_same_flow_may_be_started_twice() -> None:
    """Each start has its own answers and returns to its own place."""
    outer = replace(
        flow_of(StartFlow(name="first", flow="why"), StartFlow(name="second", flow="why"), BYE), parts={"why": WHY}
    )
    session = talk(outer, "eins").session
    turn = resume(outer, session, Reply(text="zwei"), NOW + timedelta(minutes=1))
    assert [(answer.step, answer.value) for answer in turn.session.answers] == [
        ("first/why", "eins"),
        ("second/why", "zwei"),
    ]
    assert texts(turn)[-1] == "Tschüss"


def test_a_flow_that_starts_itself_ends() -> None:
    """A circle is walked a few times at most, whatever the linter has let through."""
    parts: dict[str, Flow] = {}
    outer = replace(flow_of(StartFlow(name="again", flow="me"), BYE), parts=parts)
    parts["me"] = outer
    assert begin(outer).session.state == "completed"


def test_an_unknown_flow_is_passed_by() -> None:
    """What cannot be started does not stop the conversation."""
    assert texts(begin(flow_of(StartFlow(name="more", flow="nowhere"), BYE))) == ["Tschüss"]
