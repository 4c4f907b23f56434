"""ask_consent: asks for consent by purpose and writes the ledger's entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from conversation.customer import Customer
from conversation.effects import GrantConsent
from conversation.inputs import Reply
from conversation.messages import Form, Language, Purpose
from conversation.own_yes import waiting_of
from conversation.payload import names
from conversation.question import Question
from conversation.steps.asking import Asking
from conversation.steps.step import Wording
from conversation.system_texts import SYSTEM
from conversation.texts import choose
from conversation.typed.consent import read_consent
from conversation.understood import NotAnAnswer, Outcome, Understood

ConsentFor = Purpose | Literal["waiting"]
"""What consent is asked for; "waiting" is everything that waits for this customer's own yes (double opt-in)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConsent(Asking):
    """Asks for consent to `purpose` (YAML key `for`) under text `version`; `choices` labels accept and decline.

    For `waiting` the versions are those of the texts that the customer has agreed to elsewhere.
    """

    purpose: ConsentFor
    version: str = ""
    choices: dict[str, Wording] = field(default_factory=dict)


def _labels(step: AskConsent) -> dict[str, Wording]:
    return {
        "accept": step.choices.get("accept", SYSTEM["yes"]),
        "decline": step.choices.get("decline", SYSTEM["no"]),
    }


def question(step: AskConsent, language: Language, form: Form) -> Question:
    """Accept and decline, equally easy to reach."""
    return Question(
        choices=tuple((key, choose(label, language, form)) for key, label in _labels(step).items()), layout="row"
    )


def accept(step: AskConsent, reply: Reply) -> Outcome:
    """True or False, tapped or typed; nothing that is not plainly a yes counts as one."""
    if reply.choice:
        tapped = next((key for key in ("accept", "decline") if names(reply.choice, key)), None)
        return NotAnAnswer() if tapped is None else Understood(value=tapped == "accept", band=tapped)
    return read_consent(_labels(step), reply.text)


def grants(step: AskConsent, customer: Customer) -> tuple[GrantConsent, ...]:
    """The ledger's entries of an accepted question."""
    if step.purpose == "waiting":
        return tuple(GrantConsent(purpose=each, version=version) for each, version in waiting_of(customer).items())
    return (GrantConsent(purpose=step.purpose, version=step.version),)


def refuses(step: AskConsent, customer: Customer) -> tuple[Purpose, ...]:
    """The purposes that a no withdraws."""
    return tuple(waiting_of(customer)) if step.purpose == "waiting" else (step.purpose,)
