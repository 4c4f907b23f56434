"""The customer changes the channel himself: he answers where he was asked first, or opens a link to go on elsewhere."""

from __future__ import annotations

from conversation.effects import SendPrompt, Turn
from conversation.keywords import keyword
from conversation.messages import Inbound, Prompt
from conversation.saved import load_prompt
from storage.customers import AddressRow, addresses_of
from storage.moving import last_question
from usecases.apply_effects import apply_effects, say
from usecases.batch import Batch, LiveSession
from usecases.choose_address import choose_address, preferred_channel
from usecases.next_channel import moved, tried_by
from usecases.own_addresses import OWN, his_own

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


def ask_elsewhere(batch: Batch, live: LiveSession, turn: Turn) -> bool:
    """In place of a reminder, ask the question on the next channel of a customer who has been silent.

    `turn` is the one that would remind him here. False where it does not, he has written, or has no other channel.
    """
    reminds = any(isinstance(effect, SendPrompt) and effect.reminder for effect in turn.effects)
    prompt, to = _question(batch, live), _elsewhere(batch, live)
    if not reminds or prompt is None or to is None or _heard(live):
        return False
    left = live.address.id
    batch.saving.hush(live.session.id, to.customer_id, why="went on elsewhere", now=batch.now)
    change_channel(batch, live, to)
    rest = tuple(effect for effect in turn.effects if not isinstance(effect, SendPrompt))
    session = moved(turn.session, left, to)
    apply_effects(batch, live, Turn(session, rest), batch.experience(session.bundle))
    say(batch, to, prompt, key=f"{session.id}:{live.version}:elsewhere", step=session.step, live=live)
    return True


def _elsewhere(batch: Batch, live: LiveSession) -> AddressRow | None:
    """The next address; a web chat is none, because it would wait there unseen."""
    customer_id = live.address.customer_id
    there = [row for row in addresses_of(batch.tx, [customer_id]).get(customer_id, []) if row.channel != "webchat"]
    there = his_own(there) if OWN in live.session.extra else there
    preferred = preferred_channel(batch.customers[customer_id].attributes)
    return choose_address(there, preferred, now=batch.now, tried={*tried_by(live.session), live.address.id})


def _heard(live: LiveSession) -> bool:
    """Whether he has written here since he was asked."""
    heard, asked = live.address.last_inbound_at, live.session.asked_at
    return heard is not None and asked is not None and heard > asked


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
