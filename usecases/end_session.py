"""Ends a session from outside, without a word to the customer: another begins, or its first message was refused."""

from __future__ import annotations

from dataclasses import replace

from conversation.effects import CompleteResponse, Turn
from usecases.apply_effects import apply_effects
from usecases.batch import Batch, LiveSession


def end_session(batch: Batch, live: LiveSession) -> None:
    """The session ends as it stands; its answers stay a partial response."""
    ended = replace(live.session, state="ended", step="", due_at=None)
    turn = Turn(ended, (CompleteResponse("ended"),))
    apply_effects(batch, live, turn, batch.experience(live.session.bundle))
