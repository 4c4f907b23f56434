"""Gives a customer a code of a reward."""

from __future__ import annotations

from authoring.experience import Experience
from conversation.effects import GrantReward
from conversation.inputs import CallReturned
from usecases.batch import Batch, LiveSession


def grant_reward(_batch: Batch, _live: LiveSession, effect: GrantReward, _experience: Experience) -> CallReturned:
    """The code as `reward.code`. Without a pool of codes there is none left: the flow says what then."""
    return CallReturned(step=effect.step, outcome="none_left")
