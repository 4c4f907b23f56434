"""Takes a seat at an event for a customer, or a place on its waiting list."""

from __future__ import annotations

from authoring.experience import Experience
from conversation.effects import TakeSeat
from conversation.inputs import CallReturned
from storage.rewards import take_place
from usecases.batch import Batch, LiveSession


def take_seat(batch: Batch, live: LiveSession, effect: TakeSeat, experience: Experience) -> CallReturned:
    """Whether there was a seat, a place on the waiting list, or neither. An event that rewards.yaml lacks is full."""
    occasion = experience.rewards.occasions.get(effect.event)
    if occasion is None:
        return CallReturned(step=effect.step, outcome="full")
    customer_id, now = live.address.customer_id, batch.now
    outcome = take_place(batch.tx, occasion.name, customer_id, limit=occasion.seats, waiting=occasion.waiting, now=now)
    return CallReturned(step=effect.step, outcome=outcome)
