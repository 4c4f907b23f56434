"""Writes to the customer of a case, in his language and form, on the channel he is reached by.

Who is known by his personal rating page alone finds it there, when he opens his link: nothing is pushed.
"""

from __future__ import annotations

from typing import cast

from conversation.brand import Brand
from conversation.messages import Form, Language, Prompt
from conversation.saved import dump_prompt
from storage.case_work import CaseAddress, add_message, case_address, page_address
from storage.columns import JsonObject
from storage.customers import customers_by_id
from storage.transactions import Transaction
from usecases.case_steps import Step
from usecases.customer_facts import language_of

DESK_STEP = "desk"


def where_told(tx: Transaction, case: JsonObject) -> CaseAddress | None:
    """Where he is written to: an open address, else his personal page; None where he cannot be reached."""
    return case_address(tx, case, states=("open",)) or page_address(tx, case)


def tell_customer(step: Step, case: JsonObject, prompt: Prompt, *, key: str, from_case: str = "") -> bool | None:
    """Put it into the outbox; False where this key was said before, None where he cannot be reached.

    `from_case`: the case it is written from, where his own goes on in that one.
    """
    address = where_told(step.tx, case)
    if address is None:
        return None
    return add_message(
        step.tx,
        {
            "key": key,
            "kind": "message",
            "channel": address.channel,
            "address": address.platform_id,
            "address_id": address.id,
            "customer_id": case["customer_id"],
            "case_id": from_case or case["id"],
            "step": DESK_STEP,
            "prompt": dump_prompt(prompt),
            "due_at": step.now,
            "created_at": step.now,
        },
    )


def customer_texts(tx: Transaction, customer_id: str, brand: Brand) -> tuple[Language, Form] | None:
    """The language and form the customer is addressed in, None where he is gone."""
    row = customers_by_id(tx, [customer_id]).get(customer_id)
    return None if row is None else (language_of(row, brand), cast("Form", row.form or brand.form))
