"""The customer changes the channel himself: he answers where he was asked first, or opens a link to go on elsewhere."""

from __future__ import annotations

from conversation.effects import Turn
from conversation.keywords import keyword
from conversation.messages import Inbound, Prompt
from conversation.saved import load_prompt
from storage.customers import AddressRow
from storage.moving import last_question
from usecases.apply_effects import apply_effects, say
from usecases.batch import Batch, LiveSession
from usecases.next_channel import moved, tried_by

CONTINUE = "continue"
"""The flow of a personal link that starts nothing: the conversation that is open goes on where the link is opened."""


def come_back(batch: Batch, address: AddressRow, message: Inbound) -> LiveSession | None:
    """The session that went on to another channel, where he answers at this one after all; None where there is none."""
    answers = message.kind in ("text", "button", "media") and keyword(message.text) not in ("stop", "start", "help")
    if address.state != "open" or not answers:
        return None
    for live in batch.sessions.values():
        if live.address.customer_id == address.customer_id and address.id in tried_by(live.session):
            change_channel(batch, live, address)
            return live
    return None


def go_on_here(batch: Batch, address: AddressRow, *, key: str) -> bool:
    """Move the customer's open conversation to this address and ask its question there; False where none is open."""
    his = [live for live in batch.sessions.values() if live.address.customer_id == address.customer_id]
    if not his:
        return False
    live = his[0]
    if live.address.id != address.id:
        batch.saving.hush(live.session.id, address.customer_id, why="went on elsewhere", now=batch.now)
        change_channel(batch, live, address)
    prompt = _question(batch, live)
    if prompt is not None:
        say(batch, address, prompt, key=key, step=live.session.step, live=live)
    return True


def change_channel(batch: Batch, live: LiveSession, to: AddressRow) -> None:
    """The session belongs to this address from now on."""
    del batch.sessions[live.address.id]
    live.session = moved(live.session, live.address.id, to)
    live.address = to
    batch.sessions[to.id] = live
    batch.saving.moved_places[live.session.id] = {
        "row": live.session.id,
        "to_address": to.id,
        "to_channel": to.channel,
    }
    apply_effects(batch, live, Turn(live.session, ()), batch.experience(live.session.bundle))


def _question(batch: Batch, live: LiveSession) -> Prompt | None:
    row = last_question(batch.tx, live.address.customer_id, live.session.id, live.session.step)
    return load_prompt(row.prompt) if row is not None else None
