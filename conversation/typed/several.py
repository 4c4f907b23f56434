"""Several choices as people type them: "1 und 3", "Bett, Frühstück", "alles", "nichts davon"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conversation.limits import TEXT_READ
from conversation.texts import Wording
from conversation.typed.choices import read_choice
from conversation.typed.folding import COURTESIES, clean, fold, vocabulary, words
from conversation.understood import AskBack, Outcome, Understood

_BETWEEN = re.compile(r"\s*(?:[,;/+&\n]|\b(?:und|and|sowie|plus|oder|or)\b)\s*", re.IGNORECASE)
_ALL = vocabulary("alle alles all everything beide beides both saemtliche")
_NONE = vocabulary("keine keins keines nichts none nothing neither nix")
_FILL = vocabulary("davon von das them it of these the sie i ich gar ganz")

COMMENT_WORDS = 3
"""From so many words on, a piece that names no choice is a comment on the others."""

JOINED = ","
"""Between the keys of an answer with several choices; keys hold no comma."""


def read_several(labels: Mapping[str, Wording], text: str) -> Outcome:
    """The chosen keys in the author's order, joined; a part that fits nothing is asked back, not left out."""
    said = [word for word in words(text[:TEXT_READ]) if word not in COURTESIES and word not in _FILL]
    if said and len(said) <= 2 and set(said) <= _ALL:
        return chosen(labels, set(labels))
    parts = _parts(text[:TEXT_READ])
    whole = read_choice(labels, text)
    if len(parts) < 2:
        return _nothing(said) or whole
    found = [read_choice(labels, part) for part in parts]
    keys = {str(outcome.value) for outcome in found if isinstance(outcome, Understood)}
    if not keys:
        return _nothing(said) or whole
    unread = [part for part, outcome in zip(parts, found, strict=True) if not isinstance(outcome, Understood)]
    if any(len(words(part)) < COMMENT_WORDS for part in unread):
        return AskBack("several")
    return chosen(labels, keys)


def _nothing(said: list[str]) -> Outcome | None:
    return Understood(value="") if said and len(said) <= 2 and set(said) <= _NONE else None


def chosen(labels: Mapping[str, Wording], keys: set[str]) -> Understood:
    """The answer that these choices are; its band is the first of them."""
    order = [key for key in labels if key in keys]
    return Understood(value=JOINED.join(order), band=order[0] if order else "")


def _parts(text: str) -> list[str]:
    """The pieces between commas and ands; numbers alone need nothing but a space between them."""
    bare = fold(clean(text))
    if re.fullmatch(r"\d{1,2}(?:[\s.]+\d{1,2})+", bare):
        return re.split(r"[\s.]+", bare)
    return [part for part in _BETWEEN.split(clean(text)) if words(part)]
