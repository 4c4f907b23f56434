"""Answers what the house itself can answer while a turn is applied: a reward, a recommendation link, a seat.

The engine leaves an effect and waits. The house does it in the same transaction and resumes the session with the
outcome, so that the customer's turn goes on as if nothing had been waited for. A call to the company is no such thing:
it leaves through the outbox (usecases/call_out.py).
"""

from __future__ import annotations

from authoring.experience import Experience
from conversation.effects import GrantReward, MakeInvite, TakeSeat, Turn
from conversation.engine import resume
from conversation.inputs import CallReturned
from usecases.batch import Batch, LiveSession
from usecases.grant_reward import grant_reward
from usecases.make_invite import make_invite
from usecases.take_seat import take_seat


def answer_at_once(batch: Batch, live: LiveSession, turn: Turn, experience: Experience) -> Turn:
    """The turn with everything answered that the house can answer: what follows is a part of the same turn."""
    while turn.effects:
        given = _outcome(batch, live, turn, experience)
        flow = experience.flows.get(turn.session.flow)
        if given is None or flow is None:
            break
        further = resume(flow, turn.session, given, batch.now)
        turn = Turn(further.session, (*turn.effects, *further.effects))
        if not further.effects or further.session.step == given.step:
            break
    return turn


def _outcome(batch: Batch, live: LiveSession, turn: Turn, experience: Experience) -> CallReturned | None:
    match turn.effects[-1]:  # a step that waits is the last thing that its turn does
        case GrantReward() as effect:
            return grant_reward(batch, live, effect, experience)
        case MakeInvite() as effect:
            return make_invite(batch, live, effect, experience)
        case TakeSeat() as effect:
            return take_seat(batch, live, effect, experience)
        case _:
            return None
