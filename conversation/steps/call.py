"""call: asks a system of the company over HTTP and goes on with its answer."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.effects import CallOut, Value
from conversation.escalation import facts
from conversation.session import Session
from conversation.steps.awaiting import Awaiting

OUTCOMES = ("ok", "failed")
FALLBACK = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Awaiting):
    """Calls the `endpoint` that config.yaml names, with the answers and facts listed under `send`.

    The text is said before ("One moment, please"). `returns` names what the endpoint answers with: `call.status` in
    texts and conditions. `then: failed:` follows where no answer comes within `wait`, or the endpoint says no.
    """

    endpoint: str
    send: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()


def run(step: Call, session: Session) -> CallOut:
    """The effect, with the values as they are known now; what is not known is left out."""
    known = facts(session)
    values: dict[str, Value] = {}
    for name in step.send:
        answer = session.recall(name)
        value = answer.value if answer is not None else known.get(name)
        if value is not None:
            values[name] = list(value) if isinstance(value, tuple) else value
    return CallOut(step=step.name, endpoint=step.endpoint, values=values)
