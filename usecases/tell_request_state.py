"""Answers "wo ist meine Rücksendung?": the state of the customer's newest request, without a person."""

from __future__ import annotations

from conversation.messages import Inbound, Prompt
from conversation.texts import choose
from conversation.typed.folding import words
from storage.case_requests import newest_request
from storage.customers import AddressRow
from usecases.apply_effects import say
from usecases.batch import Batch
from usecases.customer_facts import as_customer

ASKS = frozenset({"stand", "status", "where", "wo", "wann", "when", "far", "weit"})
STEP = "request_state"

_SAID = {
    ("de", "du"): "Dein Vorgang C-{number} ({name}) {state}.",
    ("de", "sie"): "Ihr Vorgang C-{number} ({name}) {state}.",
    ("en", "du"): "Your case C-{number} ({name}) {state}.",
    ("en", "sie"): "Your case C-{number} ({name}) {state}.",
}


def tell_request_state(batch: Batch, address: AddressRow, message: Inbound, *, key: str) -> bool:
    """Whether the question was understood and answered: it asks for a state, and there is a request that has one."""
    asked = set(words(message.text))
    if not asked & ASKS or address.state != "open" or len(asked) > 25:
        return False
    found = newest_request(batch.tx, address.customer_id)
    experience = batch.current()
    request = experience.desk.requests.get(found["kind"]) if found else None
    if found is None or request is None:
        return False
    customer = as_customer(batch.customers[address.customer_id], address.channel, experience.brand)
    name = choose(request.text, customer.language, customer.form) or request.name
    if not (asked & {"stand", "status"} or asked & _names(name, found["number"])):
        return False
    state = request.states.get(found["state"])
    shown = (choose(state, customer.language, customer.form) if state else "") or found["state"].replace("_", " ")
    told = _SAID[customer.language, customer.form].format(number=found["number"], name=name, state=shown)
    prompt = Prompt(template="{{ text }}", values={"text": told}, language=customer.language, form=customer.form)
    say(batch, address, prompt, key=key, step=STEP)
    return True


def _names(name: str, number: int) -> set[str]:
    """The words by which a customer may mean this request."""
    return {*words(name), f"c-{number}", str(number)}
