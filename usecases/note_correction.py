"""Writes down that a customer has taken an answer back: what it was, what it is now."""

from __future__ import annotations

from conversation.session import Answer
from storage.bundles import write_audit
from usecases.batch import Batch, LiveSession

WHAT = "answer corrected"


def note_correction(batch: Batch, live: LiveSession, answer: Answer, before: Answer | None) -> None:
    """One audit line where there was one before; the answer itself is replaced, so that it counts once."""
    if before is None:
        return
    write_audit(
        batch.tx,
        batch.new_id(),
        who="customer",
        what=WHAT,
        subject=live.address.customer_id,
        detail={
            "answer": f"{live.session.id}.{answer.step}",
            "from": str(before.value),
            "to": str(answer.value),
        },
        now=batch.now,
    )
