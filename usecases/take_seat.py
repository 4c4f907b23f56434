"""Takes a seat at an event for a customer."""

from __future__ import annotations

from authoring.experience import Experience
from conversation.effects import TakeSeat
from conversation.inputs import CallReturned
from usecases.batch import Batch, LiveSession


def take_seat(_batch: Batch, _live: LiveSession, effect: TakeSeat, _experience: Experience) -> CallReturned:
    """Whether there was a seat, a place on the waiting list, or neither. An event that nobody keeps is full."""
    return CallReturned(step=effect.step, outcome="full")
