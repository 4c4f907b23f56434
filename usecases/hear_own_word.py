"""Hears a typed yes or no to the question for a customer's own yes, although another conversation has ended it.

A button says by itself which question it answers; a typed word does not. It counts only where nothing else can be
meant: the question is the last thing that was put to him at this address.
"""

from __future__ import annotations

from conversation.engine import resume
from conversation.inputs import Reply
from conversation.late_word import as_tapped
from conversation.messages import Inbound
from conversation.own_yes import FLOW, waiting_of
from conversation.payload import names
from conversation.saved import load_prompt
from conversation.steps.say import Say
from storage.customers import AddressRow, latest_words
from storage.said_last import Said, said_last
from storage.sessions import sessions_by_id
from usecases.apply_effects import apply_effects
from usecases.batch import Batch, LiveSession

LONGEST_TEXT, LOOKED_AT = 60, 20
ASKS_NOTHING = frozenset(
    {"unsolicited", "help", "unsupported", "media_kept", "media_too_large", "language_chosen", "request_state"}
)
"""Texts of the house that put no question: what is said after one of them does not answer it."""


def hear_own_word(batch: Batch, address: AddressRow, message: Inbound) -> bool:
    """Whether it was his own word; the ledger has it then, as by a tap."""
    if message.kind != "text" or not 0 < len(message.text) <= LONGEST_TEXT or address.state != "open":
        return False
    live = _asked_last(batch, address)
    if live is None or live.session.flow != FLOW or live.address.id != address.id:
        return False
    experience = batch.experience(live.session.bundle)
    flow = experience.flows.get(FLOW)
    typed = Reply(text=message.text, message_id=message.message_id)
    reply = as_tapped(flow, live.session, typed, batch.now) if flow else None
    if flow is None or reply is None or (names(reply.choice, "accept") and not _still_waits(batch, live)):
        return False
    batch.tapped[live.session.id] = live
    turn = resume(flow, live.session, reply, batch.now)
    apply_effects(batch, live, turn, experience)
    return bool(turn.effects)


def _asked_last(batch: Batch, address: AddressRow) -> LiveSession | None:
    """The ended conversation whose question came last at this address; None where it may be anybody else's.

    What only tells something is passed over; a person's message, an unknown one, and any with a question mark is not.
    """
    place = (address.channel, address.platform_id)
    if any(
        (row["channel"], row["address"]) == place and row["step"] not in ASKS_NOTHING for row in batch.saving.outbox
    ):
        return None
    for said in said_last(batch.tx, *place, LOOKED_AT):
        if said.step in ASKS_NOTHING:
            continue
        live = _session(batch, said.session_id)
        if live is None or live.session.flow == FLOW or not _only_tells(batch, live, said):
            return live
    return None


def _session(batch: Batch, session_id: str) -> LiveSession | None:
    """The session that is over, as this batch sees it; None where it still asks (elsewhere), or is none."""
    if not session_id or any(live.session.id == session_id for live in batch.sessions.values()):
        return None
    rows = () if session_id in batch.tapped else sessions_by_id(batch.tx, [session_id])
    return batch.tapped.get(session_id) or next(iter(batch.revive(rows)), None)


def _only_tells(batch: Batch, live: LiveSession, said: Said) -> bool:
    flow = batch.experience(live.session.bundle).flows.get(live.session.flow)
    place = flow.places.get(said.step) if flow else None
    return place is not None and isinstance(place.step, Say) and "?" not in load_prompt(said.prompt).template


def _still_waits(batch: Batch, live: LiveSession) -> bool:
    """Whether anything that he was asked about waits for his yes: a STOP or a no that came later stands."""
    customer_id = live.address.customer_id
    if any(line["customer_id"] == customer_id for line in batch.saving.consents):
        return False
    said = latest_words(batch.tx, [customer_id]).get(customer_id, {})
    return any(purpose in said and said[purpose].waits for purpose in waiting_of(live.session.customer))
