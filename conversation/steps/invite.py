"""invite: makes the customer's own recommendation link; `invite.link` is known from here on."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.effects import MakeInvite
from conversation.steps.awaiting import Awaiting

OUTCOMES = ("made", "failed")
FALLBACK = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(Awaiting):
    """Makes a link that the customer can pass on to friends, then says the text.

    Where no link can be made nothing is said: `then: failed:` holds what is said instead.
    """


def run(step: Invite) -> MakeInvite:
    """The effect."""
    return MakeInvite(step=step.name)
