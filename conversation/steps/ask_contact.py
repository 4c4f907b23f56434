"""ask_contact: a mail address or a phone number."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.inputs import Reply
from conversation.steps.asking import Asking
from conversation.typed.contacts import By, read_contact
from conversation.understood import NotAnAnswer, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class AskContact(Asking):
    """Asks where else the customer can be reached: `accepts` mail, phone, or both; `then` by which it was."""

    accepts: tuple[By, ...] = ("mail", "phone")


def accept(step: AskContact, reply: Reply, region: str) -> Outcome:
    """The address in one spelling; `region` is the country whose numbers need no prefix."""
    return NotAnAnswer() if reply.choice else read_contact(reply.text, step.accepts, region)
