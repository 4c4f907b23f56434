"""The customer chooses the language we write in: by a command, in words, or by a button of the question we put."""

from __future__ import annotations

from functools import cache
from typing import Literal

from conversation.messages import Choice, Inbound, Language
from conversation.typed.folding import COURTESIES, words

LANGUAGES: dict[Language, str] = {"de": "Deutsch", "en": "English"}
"""Every language by the name its speakers give it."""

_PAYLOAD = "language:"
_ASKS = ("language", "sprache", "lang")
_NAMES: dict[Language, tuple[str, ...]] = {"de": ("deutsch", "german"), "en": ("englisch", "english")}
_LONGEST = 40


def wished_language(inbound: Inbound) -> Language | Literal["ask"] | None:
    """The language wished for, "ask" where the customer wants to choose; None: the message is about something else.

    In words it takes SPRACHE or LANGUAGE with or without a name: "English" alone may be an answer.
    """
    if inbound.kind == "button":
        return next((language for language in LANGUAGES if inbound.button == _PAYLOAD + language), None)
    if inbound.kind != "text" or len(inbound.text) > _LONGEST:
        return None
    said = " ".join(word for word in words(inbound.text) if word not in COURTESIES)
    return _phrases().get(said)


def language_choices(languages: tuple[Language, ...]) -> tuple[Choice, ...]:
    """A button for each of these languages."""
    return tuple(Choice(language, LANGUAGES[language], _PAYLOAD + language) for language in languages)


@cache
def _phrases() -> dict[str, Language | Literal["ask"]]:
    found: dict[str, Language | Literal["ask"]] = dict.fromkeys(_ASKS, "ask")
    for language, names in _NAMES.items():
        for asked in _ASKS:
            found |= {f"{asked} {name}": language for name in names}
    return found
