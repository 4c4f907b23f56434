"""Refuses a group politely, once: feedback is a private matter, and a group is nobody's address."""

from __future__ import annotations

from conversation.messages import Inbound, Prompt
from conversation.saved import dump_prompt
from conversation.system_texts import SYSTEM
from conversation.wording import choose
from usecases.batch import Batch

STEP = "group_refused"


def refuse_group(batch: Batch, message: Inbound) -> None:
    """One message to the group, ever: its key is the group's, and the outbox takes a key once. Nobody is met."""
    brand = batch.current().brand
    language = brand.languages[0]
    prompt = Prompt(template=choose(SYSTEM[STEP], language, brand.form), language=language, form=brand.form)
    batch.saving.outbox.append(
        {
            "key": f"group:{message.channel}:{message.sender}",
            "kind": "message",
            "channel": message.channel,
            "address": message.sender,
            "address_id": None,
            "customer_id": None,
            "session_id": None,
            "contact_id": None,
            "case_id": None,
            "step": STEP,
            "prompt": dump_prompt(prompt),
            "due_at": batch.now,
            "created_at": batch.now,
        }
    )
