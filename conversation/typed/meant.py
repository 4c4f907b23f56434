"""Whether a text takes back a score: "ich meinte 9", "sorry, eine 2", "Korrektur: 8", "typo, 10"."""

from __future__ import annotations

import re

_MEANT = re.compile(
    r"^\W*(?:(?:oh|ups|oops|sorry|nein|no|halt|moment|wait|entschuldigung|pardon|hoppla|stopp?,)\W+)*"
    r"(?:(?:ich|i)\s+)?(?:meinte|meine|meint|wollte|meant|mean|wanted)\b"
    r"|^\W*(?:korrektur|korrigiere|vertippt|verklickt|correction|corrected|typo|tippfehler|wrong\s+button)\b"
    r"|^\W*(?:oh|ups|oops|sorry|nein|no|entschuldigung|hoppla)\W+(?=(?:eine?\s+|ne\s+|an?\s+)?\d)",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"^\W*(?:(?:sorry|ich|i|hab|habe|mich|have|nat[uü]e?rlich|of\s+course|eigentlich|actually|doch|sollte|soll|sein|"
    r"geben|to|give|it|should|be|war|was|eine|ein|ne|an?|die|the|score|zahl|bitte|please)\b\W*)*",
    re.IGNORECASE,
)


def takes_back(text: str) -> str | None:
    """What the customer wants it to be instead; None where nothing is taken back."""
    match = _MEANT.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    return rest[_cut(rest) :].strip()


def _cut(rest: str) -> int:
    around = _AROUND.match(rest)
    return around.end() if around else 0
