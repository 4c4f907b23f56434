"""Makes a customer's recommendation link."""

from __future__ import annotations

from authoring.experience import Experience
from conversation.effects import MakeInvite
from conversation.inputs import CallReturned
from usecases.batch import Batch, LiveSession


def make_invite(_batch: Batch, _live: LiveSession, effect: MakeInvite, _experience: Experience) -> CallReturned:
    """The link as `invite.link`. Where links of this kind are not kept none can be made: the flow says what then."""
    return CallReturned(step=effect.step, outcome="failed")
