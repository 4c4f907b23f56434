"""A customer's own yes to what somebody else has told us he allowed: what he is asked about, until when, in his words.

It travels in the facts of the customer that a conversation is begun with: so a yes confirms what he was asked about
and nothing else, whatever has been told us meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from conversation.customer import Customer
from conversation.messages import Confirmable, Form, Language
from conversation.system_texts import SYSTEM
from conversation.texts import choose

FLOW, STEP = "confirm_consent", "confirm"
WAITING, WISHES, UNTIL = "consent.waiting", "consent.wishes", "consent.until"
CONFIRMABLE: tuple[Confirmable, ...] = get_args(Confirmable)


def asked_about(
    waiting: Mapping[str, str], until: datetime, language: Language, form: Form
) -> dict[str, str | tuple[str, ...]]:
    """The facts of a customer who is asked to confirm; `waiting` holds the text's version by purpose."""
    named = [purpose for purpose in CONFIRMABLE if purpose in waiting]
    wishes = [choose(SYSTEM[f"wish_{purpose}"], language, form) for purpose in named]
    return {
        WAITING: tuple(f"{purpose}={waiting[purpose]}" for purpose in named),
        WISHES: choose(SYSTEM["and"], language, form).join(wishes),
        UNTIL: until.isoformat(),
    }


def waiting_of(customer: Customer) -> dict[Confirmable, str]:
    """What a customer was asked to confirm: the text's version by purpose."""
    fact = customer.facts.get(WAITING, ())
    told = dict(each.split("=", 1) for each in fact) if isinstance(fact, tuple) else {}
    return {purpose: told[purpose] for purpose in CONFIRMABLE if purpose in told}


def too_late(customer: Customer, now: datetime) -> bool:
    """Whether the time is over within which he could confirm."""
    until = customer.facts.get(UNTIL)
    return isinstance(until, str) and now > datetime.fromisoformat(until)
