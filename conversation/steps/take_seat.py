"""take_seat: takes a seat at an event for the customer, or a place on its waiting list."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.effects import TakeSeat as TakeSeatEffect
from conversation.steps.awaiting import Awaiting

OUTCOMES = ("seat", "waiting", "full")
FALLBACK = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat(Awaiting):
    """Takes a seat at `event`, then says the text.

    Without a free seat nothing is said: `then: waiting:` follows where the customer came onto the waiting list,
    `then: full:` where there is none, or the event is unknown.
    """

    event: str


def run(step: TakeSeat) -> TakeSeatEffect:
    """The effect."""
    return TakeSeatEffect(step=step.name, event=step.event)
