"""give: hands out a reward, a code of the company's own; `reward.code` is known from here on."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.effects import GrantReward
from conversation.steps.awaiting import Awaiting

OUTCOMES = ("given", "none_left")
FALLBACK = "none_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Give(Awaiting):
    """Gives the customer a code of `reward`, then says the text.

    Where none is left nothing is said: `then: none_left:` holds what is said instead, `then: given:` what follows.
    """

    reward: str


def run(step: Give) -> GrantReward:
    """The effect."""
    return GrantReward(step=step.name, reward=step.reward)
