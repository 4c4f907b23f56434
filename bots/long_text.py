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
        place = _last_blank(text, blank, longest)
        if place > longest * least:
            return place
    place = longest
    while place > 1 and _belongs_together(text, place):
        place -= 1
    return place if place > 1 else longest


def _last_blank(text: str, blank: str, longest: int) -> int:
    """Where the last such blank begins that no accent hangs on; -1 where there is none."""
    place = text.rfind(blank, 0, longest + 1)
    while place >= 0:
        word = len(text) - len(text[place:].lstrip())
        if word == len(text) or not _belongs_together(text, word):
            break
        place = text.rfind(blank, 0, place)
    return place


def _belongs_together(text: str, place: int) -> bool:
    """Whether the characters before and after a place form one sign: accents, joined emoji, skin tones, flags."""
    left, right = text[place - 1], text[place]
    return (
        JOINER in (left, right)
        or unicodedata.category(right) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= right <= "\U0001f3ff"
        or "\U000e0020" <= right <= "\U000e007f"
        or (_is_half_flag(right) and _half_flags_before(text, place) % 2 == 1)
    )


def _is_half_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _half_flags_before(text: str, place: int) -> int:
    """How many halves of flags end at a place: they pair off from the first."""
    start = place
    while start > 0 and _is_half_flag(text[start - 1]):
        start -= 1
    return place - start
