"""Splits a text where it changes its mind: at sentence ends, at words of contrast, at commas between two statements.

"Essen top, Zimmer naja" praises one thing and complains of another: each half is read alone, and a topic feels what the
half that speaks of it feels.
"""

from __future__ import annotations

import re

MOST_CLAUSES = 6
"""Of a longer text the first ones are read: each costs a pass through the network."""

_CONTRAST = (
    "aber|jedoch|allerdings|dafür|dafuer|hingegen|dagegen|obwohl|leider|sondern|nur dass|"
    "but|however|although|though|yet|whereas|while|except|unfortunately|sadly"
)
_BREAK = re.compile(rf"[.!?;\n]+\s*|\s+[-–—/|]+\s+|,\s*|\s+(?=(?:{_CONTRAST})\b)", re.IGNORECASE)
_WORD = re.compile(r"\w{2,}")


def clauses(text: str) -> list[str]:
    """Return the statements of `text`, at most MOST_CLAUSES; a piece of a single word stays with the one before it."""
    found: list[str] = []
    begin = 0
    for place in _BREAK.finditer(text):
        if _is_statement(text[begin : place.start()]) and _is_statement(text[place.end() :]):
            found.append(text[begin : place.start()].strip())
            begin = place.end()
    found.append(text[begin:].strip())
    return [clause for clause in found if clause][:MOST_CLAUSES]


def _is_statement(piece: str) -> bool:
    return len(_WORD.findall(piece)) > 1
