"""Twilio's error codes and what each means for the message and its address: one table, code → outcome and why.

The codes stand in answers to sending (HTTP 4xx) and in status callbacks alike. What is not listed is refused when
sending, and says nothing about the address when reported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bots.outcome import AddressDead, CustomerStopped, NeedsTemplate, Refused, RetryLater, SendOutcome

Makes = Callable[[str], SendOutcome]


@dataclass(frozen=True, slots=True)
class Code:
    """What one code makes of a message, in words an operator can act on."""

    makes: Makes
    why: str


CODES: dict[int, Code] = {
    # The customer does not want it: nothing more is sent on this channel, other channels and consents stay.
    21610: Code(CustomerStopped, "unsubscribed at the carrier or at Twilio"),
    30004: Code(CustomerStopped, "message blocked by the recipient or his carrier"),
    63014: Code(CustomerStopped, "blocked by the customer"),
    # Nobody will ever read it there.
    21211: Code(AddressDead, "not a valid number"),
    21614: Code(AddressDead, "not a mobile number"),
    30005: Code(AddressDead, "unknown number"),
    30006: Code(AddressDead, "landline or unreachable carrier"),
    63024: Code(AddressDead, "not a WhatsApp recipient"),
    # Not now.
    20429: Code(RetryLater, "throttled"),
    21611: Code(RetryLater, "the sender's queue is full"),
    30001: Code(RetryLater, "queue overflow"),
    63018: Code(RetryLater, "throttled by WhatsApp"),
    # WhatsApp's window.
    63016: Code(NeedsTemplate, "outside the 24-hour window"),
    # This message will not arrive; the address may be reached another time.
    30003: Code(Refused, "phone unreachable or switched off"),
    30007: Code(Refused, "filtered by the carrier"),
    30008: Code(Refused, "unknown error at the carrier"),
    30036: Code(Refused, "validity period expired"),
    63013: Code(Refused, "violates WhatsApp's policy"),
    63015: Code(Refused, "the recipient has not joined the WhatsApp sandbox"),
    63032: Code(Refused, "WhatsApp limits this user"),
    63049: Code(Refused, "not delivered by Meta to keep its users engaged"),
    131049: Code(Refused, "not delivered by Meta to keep its users engaged"),  # Meta's own number
    # The operator must mend something first.
    21408: Code(Refused, "this country is not enabled for the account"),
    21606: Code(Refused, "the sender cannot send from this account"),
    21617: Code(Refused, "longer than 1600 characters"),
    21655: Code(Refused, "ContentSid is not known"),
    21656: Code(Refused, "content variables are not valid"),
    63021: Code(Refused, "content is not valid"),
    63027: Code(Refused, "the template has no text in this language"),
    63028: Code(Refused, "number of template variables does not match"),
    63041: Code(Refused, "template paused"),
}


def outcome_of_code(code: int) -> SendOutcome | None:
    """What a listed code means; None for any other."""
    found = CODES.get(code)
    return found.makes(f"{code}: {found.why}") if found is not None else None


def outcome_of_answer(status: int, code: int, retry_after: float | None) -> SendOutcome:
    """What an answer that is no success means: by its code, else by its HTTP status."""
    if status == 429 or code == 20429:
        return RetryLater("throttled", retry_after)
    listed = outcome_of_code(code)
    if listed is not None:
        return listed
    if status in (401, 403, 404) and code < 21000:  # the account is wrong: messages wait until the operator mends it
        return RetryLater(f"Twilio refuses the account (HTTP {status})")
    if status >= 500:
        return RetryLater(f"HTTP {status}", retry_after)
    return Refused(f"{code or f'HTTP {status}'}: refused by Twilio")
