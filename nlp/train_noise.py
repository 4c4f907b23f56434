"""Makes training texts look as people type them: lost umlauts, typos, dropped signs."""

from __future__ import annotations

import random

_LONG = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_SHORT = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "Ä": "A", "Ö": "O", "Ü": "U", "ß": "s"})
_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "k": "jl",
    "l": "kö", "m": "n", "n": "bm", "o": "ip", "p": "oü", "r": "et", "s": "ad", "t": "rz", "u": "zi", "w": "qe",
}  # fmt: skip


def noisy(text: str, lang: str, chance: random.Random, share: float = 0.3) -> str:
    """Return `text`, in `share` of the cases with one or two kinds of damage that leave its meaning."""
    if chance.random() >= share:
        return text
    if lang == "de" and chance.random() < 0.5:
        text = text.translate(_LONG if chance.random() < 0.6 else _SHORT)
    if chance.random() < 0.35:
        text = text.rstrip(".!? ").replace(",", "") or text
    if chance.random() < 0.45:
        for _ in range(1 + len(text) // 60):
            text = _typo(text, chance)
    return text


def _typo(text: str, chance: random.Random) -> str:
    places = [i for i in range(1, len(text) - 1) if text[i - 1 : i + 2].isalpha()]
    if not places:
        return text
    i = chance.choice(places)
    match chance.randrange(4):
        case 0:
            return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
        case 1:
            return text[:i] + text[i + 1 :]
        case 2:
            return text[:i] + text[i] + text[i:]
        case _:
            return text[:i] + chance.choice(_NEIGHBOURS.get(text[i].lower(), text[i])) + text[i + 1 :]
