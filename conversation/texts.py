"""One text in the product's languages and forms of address, and which of them a customer gets."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.messages import Form, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text in German (du), German (Sie) and English; Jinja2 with listed names only. Empty = not written."""

    de: str = ""
    de_sie: str = ""
    en: str = ""


NO_TEXT = Wording()
"""Stands where nothing is said."""


def choose(text: Wording, language: Language, form: Form) -> str:
    """The text for a customer; where it is not written in his language or form, the nearest that is ("" = none).

    A customer addressed with Sie gets a du text only where the author wrote nothing else in German.
    """
    if language == "en":
        return text.en or (text.de_sie or text.de if form == "sie" else text.de or text.de_sie)
    if form == "sie":
        return text.de_sie or text.de or text.en
    return text.de or text.de_sie or text.en
