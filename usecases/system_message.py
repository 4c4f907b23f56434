"""Says one of the product's own texts to a customer: a confirmation, help, a polite reply."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from conversation.messages import Choice, Form, Prompt
from conversation.system_texts import SYSTEM
from conversation.texts import Wording
from conversation.wording import choose
from storage.customers import AddressRow
from usecases.apply_effects import say
from usecases.batch import Batch
from usecases.customer_facts import language_of

NOTHING: Mapping[str, str] = MappingProxyType({})


def say_system(
    batch: Batch,
    address: AddressRow,
    text: str,
    *,
    key: str,
    choices: tuple[Choice, ...] = (),
    written: Mapping[str, str] = NOTHING,
) -> None:
    """Say the system text of this name in the customer's language and form of address, outside any session.

    `written` is put in place of marks ("%code%") of the text: digits and names of ours, never a customer's words.
    """
    say_text(batch, address, SYSTEM[text], key=key, step=text, choices=choices, written=written)


def say_text(
    batch: Batch,
    address: AddressRow,
    text: Wording,
    *,
    key: str,
    step: str,
    choices: tuple[Choice, ...] = (),
    written: Mapping[str, str] = NOTHING,
) -> None:
    """Say any text so; `step` is the word under which it can be found again."""
    brand = batch.current().brand
    customer = batch.customers[address.customer_id]
    language = language_of(customer, brand)
    form: Form = "sie" if "sie" in (customer.form, brand.form) else "du"
    template = choose(text, language, form)
    for mark, instead in written.items():
        template = template.replace(mark, instead)
    prompt = Prompt(
        template=template,
        values={"brand": brand.name},
        choices=choices,
        layout="row" if choices else "none",
        language=language,
        form=form,
    )
    say(batch, address, prompt, key=key, step=step)
