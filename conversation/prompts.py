"""Prompts built from wordings: the text in the customer's language, exactly the values it needs, and its choices."""

from __future__ import annotations

import re
from functools import lru_cache

from conversation.brand import Brand
from conversation.conditions import Fact
from conversation.customer import Customer
from conversation.messages import Choice, Form, Picture, Prompt
from conversation.payload import pack
from conversation.picture import Shown
from conversation.placeholders import LATE_NAMES, names_in
from conversation.question import NO_QUESTION, Question
from conversation.salutation import shown_name
from conversation.session import Session
from conversation.texts import Wording, choose
from conversation.wording import HELLO_NEEDS


def form_of(customer: Customer, brand: Brand) -> Form:
    """Sie where the brand or the customer wants it: nobody who expects Sie is addressed with du."""
    return "sie" if "sie" in (customer.form, brand.form) else "du"


def build(
    text: Wording,
    session: Session,
    brand: Brand,
    *,
    step: str = "",
    question: Question = NO_QUESTION,
    media: Shown | None = None,
) -> Prompt:
    """The prompt that says `text` and, where `question` has choices, offers them for `step`.

    The ends of the scale are left out where the text says them itself ("0 = gar nicht").
    """
    customer = session.customer
    form = form_of(customer, brand)
    template = choose(text, customer.language, form)
    low, high = ("", "") if _says_ends(template) else (question.low, question.high)
    return Prompt(
        template=template,
        values=_values(template, customer, brand) | _late(template, session),
        choices=tuple(Choice(value, label, pack(session.id, step, value)) for value, label in question.choices),
        layout=question.layout,
        low=low,
        high=high,
        media=Picture(media.picture, choose(media.text, customer.language, form)) if media else None,
        language=customer.language,
        form=form,
    )


@lru_cache(maxsize=4096)
def _says_ends(template: str) -> bool:
    return len(re.findall(r"-?\d+\s*(?:⭐\s*)?[=:]\s*\w", template)) >= 2


@lru_cache(maxsize=4096)
def _needs(template: str) -> tuple[str, ...]:
    """The names whose values travel with a prompt: those of the text, and what the salutation and dates need."""
    names = [name for name in names_in(template) if name != "hello" and name not in LATE_NAMES]
    if "hello" in names_in(template):
        names.extend(HELLO_NEEDS)
    if "date" in template:
        names.append("customer.zone")
    return tuple(dict.fromkeys(names))


def _values(template: str, customer: Customer, brand: Brand) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _needs(template):
        value = _value(name, customer, brand)
        if value:
            found[name] = value
    return found


def _late(template: str, session: Session) -> dict[str, str]:
    """The late names of a text that this session knows by now."""
    return {name: session.extra[name] for name in names_in(template) if name in LATE_NAMES and name in session.extra}


def _value(name: str, customer: Customer, brand: Brand) -> str:
    match name:
        case "brand":
            return brand.name
        case "privacy_link":
            return brand.privacy_link
        case "customer.first_name":
            return shown_name(customer.first_name)
        case "customer.last_name":
            return shown_name(customer.last_name)
        case "customer.salutation":
            return customer.salutation
        case "customer.zone":
            return customer.zone
        case _:
            return _as_text(customer.facts.get(name, ""))


def _as_text(fact: Fact) -> str:
    return ", ".join(str(part) for part in fact) if isinstance(fact, tuple) else str(fact)
