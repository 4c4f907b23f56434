"""Cuts a text that is too long for a platform into parts, without breaking words, links or emoji."""

from __future__ import annotations

import unicodedata

JOINER = "\u200d"


def parts(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` UTF-16 units (how messengers count), cut at blanks where there are any.

    A word longer than a whole part is cut too, but never inside an emoji or between a letter and its accent.
    """
    found: list[str] = []
    rest = text.strip()
    while _units(rest) > limit:
        head = _head(rest, limit)
        cut = _cut(rest, len(head))
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest] if rest or not found else found


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _head(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` UTF-16 units."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return text[:index]
    return text


def _cut(text: str, longest: int) -> int:
    """Where to cut: after the last paragraph, line or word that fits, the bigger unit only if little is lost."""
    for blank, least in (("\n\n", 0.6), ("\n", 0.6), (" ", 0.0)):
        place = text.rfind(blank, 0, longest + 1)
        if place > longest * least:
            return place
    place = longest
    while place > 1 and _belongs_together(text[place - 1], text[place]):
        place -= 1
    return place if place > 1 else longest


def _belongs_together(left: str, right: str) -> bool:
    """Whether two characters form one sign: accents, joined emoji, skin tones, flags."""
    return (
        JOINER in (left, right)
        or unicodedata.category(right) in ("Mn", "Me")
        or "\U0001f3fb" <= right <= "\U0001f3ff"
        or ("\U0001f1e6" <= left <= "\U0001f1ff" and "\U0001f1e6" <= right <= "\U0001f1ff")
    )
