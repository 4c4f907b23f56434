"""The salutation behind {{ hello }}: the name if known, du or Sie, the time of day; it reads well without a name."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Literal

from conversation.limits import NAME_SHOWN
from conversation.messages import Form, Language

_TITLES = {
    "frau": ("Frau", "Ms"), "ms": ("Frau", "Ms"), "mrs": ("Frau", "Ms"), "miss": ("Frau", "Ms"),
    "herr": ("Herr", "Mr"), "mr": ("Herr", "Mr"),
}  # fmt: skip
_GREETINGS: dict[str, tuple[str, str]] = {
    "morning": ("Guten Morgen", "Good morning"),
    "day": ("Guten Tag", "Hello"),
    "evening": ("Guten Abend", "Good evening"),
}


def hello(
    *, first_name: str, last_name: str, salutation: str, language: Language, form: Form, local_time: datetime
) -> str:
    """ "Hallo Ada!", "Guten Abend, Frau Lovelace!", "Hi Ada!"; "Hallo!", "Guten Tag!", "Hi!" where no name is known."""
    first, last = shown_name(first_name), shown_name(last_name)
    if form == "du":
        word = "Hi" if language == "en" else "Hallo"
        return f"{word} {first}!" if first else f"{word}!"
    german, english = _GREETINGS[_part_of_day(local_time)]
    title = _TITLES.get(salutation.strip().rstrip(".").lower())
    if language == "en":
        return _polite(english, f"{title[1]} {last}" if title and last else f"{first} {last}".strip())
    return _polite(german, f"{title[0]} {last}" if title and last else f"{first} {last}".strip() if last else "")


def _polite(greeting: str, name: str) -> str:
    if not name:
        return f"{greeting}!"
    return f"{greeting} {name}!" if greeting == "Hello" else f"{greeting}, {name}!"


def _part_of_day(local_time: datetime) -> Literal["morning", "day", "evening"]:
    if 4 <= local_time.hour < 11:
        return "morning"
    return "day" if 11 <= local_time.hour < 18 else "evening"


def shown_name(name: str) -> str:
    """A name as it may be shown; "" for what is no name (links, markup, digits, whole sentences)."""
    plain = " ".join(name.split())
    if len(plain) > NAME_SHOWN or not any(char.isalpha() for char in plain):
        return ""
    return plain if all(char.isalpha() or char in " .-'’·" or _combines(char) for char in plain) else ""


def _combines(char: str) -> bool:
    """Marks and joiners that names of other scripts are written with."""
    return unicodedata.category(char) in {"Mn", "Mc"}
