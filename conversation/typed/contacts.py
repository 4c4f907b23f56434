"""Mail addresses and phone numbers as people type them, checked and in one spelling."""

from __future__ import annotations

import re
from typing import Literal

from conversation.limits import TEXT_READ
from conversation.typed.folding import clean
from conversation.understood import AskBack, NotAnAnswer, Outcome, Understood

By = Literal["mail", "phone"]

_MAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9ÄÖÜäöüß](?:[A-Za-z0-9ÄÖÜäöüß-]{0,62})\.)+[A-Za-z]{2,24}")
_SPELLED = re.compile(r"\s*(?:\(at\)|\[at\]|\s+at\s+|\(ät\))\s*", re.IGNORECASE)
_DIGITS = re.compile(r"\d")


def read_contact(text: str, accepts: tuple[By, ...], region: str) -> Outcome:
    """The address as mail or as phone number in E.164; its band says which. Several different ones are asked back."""
    typed = clean(text[:TEXT_READ])
    mails = {_mail(match[0]) for match in _MAIL.finditer(_SPELLED.sub("@", typed))} if "mail" in accepts else set()
    phones = _phones(_MAIL.sub(" ", typed), region) if "phone" in accepts else set()
    found = [*((mail, "mail") for mail in sorted(mails)), *((phone, "phone") for phone in sorted(phones))]
    if len(mails) > 1 or len(phones) > 1:
        return AskBack("several")
    if not found:
        meant = "@" in typed or len(_DIGITS.findall(typed)) >= 6
        return AskBack("unclear") if meant else NotAnAnswer()
    value, band = found[0]
    return Understood(value=value, band=band)


def _mail(found: str) -> str:
    name, _, domain = found.strip(".'").rpartition("@")
    return f"{name}@{domain.lower()}"


def _phones(typed: str, region: str) -> set[str]:
    import phonenumbers  # loaded for the one step that needs it

    matcher = phonenumbers.PhoneNumberMatcher(typed, region, leniency=phonenumbers.Leniency.VALID)
    return {phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164) for match in matcher}
