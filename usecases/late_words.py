"""Hears whether a text that nobody asked for belongs to a conversation that has just ended."""

from __future__ import annotations

from datetime import timedelta

from conversation.engine import resume
from conversation.inputs import Reply
from conversation.messages import Inbound
from conversation.reading import Reading
from storage.customers import AddressRow
from storage.sessions import latest_session_at
from usecases.apply_effects import apply_effects
from usecases.batch import Batch, LiveSession

LONGEST = timedelta(days=14)
"""Sessions that began before this are not looked at: nobody goes on with those."""


def late_words(batch: Batch, address: AddressRow, message: Inbound, reading: Reading | None) -> bool:
    """The rest of a split message, or a score taken back: the response gets it. False where it is something else."""
    if message.kind != "text" or not message.text.strip():
        return False
    live = _latest(batch, address)
    if live is None or batch.now - live.session.started_at > LONGEST:
        return False
    flow = batch.experience(live.session.bundle).flows.get(live.session.flow)
    if flow is None:
        return False
    reply = Reply(text=message.text, reading=reading, message_id=message.message_id)
    turn = resume(flow, live.session, reply, batch.now)
    if not turn.effects:
        return False
    apply_effects(batch, live, turn, batch.experience(live.session.bundle))
    return True


def _latest(batch: Batch, address: AddressRow) -> LiveSession | None:
    """The conversation that ended last at this address, as this batch sees it."""
    here = [live for live in batch.tapped.values() if live.address.id == address.id]
    if not here:
        row = latest_session_at(batch.tx, address.id)
        if row is None:
            return None
        batch.load_tapped([row])
        here = [live for live in batch.tapped.values() if live.address.id == address.id]
    return max(here, key=lambda live: live.session.started_at, default=None)
