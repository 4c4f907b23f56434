"""Puts a call to a system of the company into the outbox; usecases/make_calls.py makes it after the commit."""

from __future__ import annotations

from conversation.effects import CallOut
from usecases.batch import Batch, LiveSession

CALL = "call"
"""The outbox kind of a call; it stands in for the channel too, so that no bot ever claims such a row."""


def call_out(batch: Batch, live: LiveSession, effect: CallOut) -> None:
    """One call on its way. Its place in the order is the session: calls of one conversation follow each other."""
    session = live.session
    batch.saving.outbox.append(
        {
            "key": f"{session.id}:{live.version}:{CALL}",
            "kind": CALL,
            "channel": CALL,
            "address": session.id,
            "address_id": None,
            "customer_id": live.address.customer_id,
            "session_id": session.id,
            "contact_id": None,
            "case_id": None,
            "step": effect.step,
            "prompt": {
                "endpoint": effect.endpoint,
                "body": {
                    "flow": session.flow,
                    "step": effect.step,
                    "session": session.id,
                    "customer": live.address.customer_id,
                    "values": effect.values,
                },
            },
            "due_at": batch.now,
            "created_at": batch.now,
        }
    )
