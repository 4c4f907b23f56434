"""Says one of the product's own texts to a customer: a confirmation, help, a polite reply."""

from __future__ import annotations

from conversation.messages import Choice, Form, Prompt
from conversation.system_texts import SYSTEM
from conversation.texts import Wording
from conversation.wording import choose
from storage.customers import AddressRow
from usecases.apply_effects import say
from usecases.batch import Batch
from usecases.customer_facts import language_of


def say_system(batch: Batch, address: AddressRow, text: str, *, key: str, choices: tuple[Choice, ...] = ()) -> None:
    """Say the system text of this name in the customer's language and form of address, outside any session."""
    say_text(batch, address, SYSTEM[text], key=key, step=text, choices=choices)


def say_text(
    batch: Batch, address: AddressRow, text: Wording, *, key: str, step: str, choices: tuple[Choice, ...] = ()
) -> None:
    """Say any text so; `step` is the word under which it can be found again."""
    brand = batch.current().brand
    customer = batch.customers[address.customer_id]
    language = language_of(customer, brand)
    form: Form = "sie" if "sie" in (customer.form, brand.form) else "du"
    prompt = Prompt(
        template=choose(text, language, form),
        values={"brand": brand.name},
        choices=choices,
        layout="row" if choices else "none",
        language=language,
        form=form,
    )
    say(batch, address, prompt, key=key, step=step)
