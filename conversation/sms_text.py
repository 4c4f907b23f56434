"""SMS arithmetic: alphabet, segments, cost, and typographic characters replaced by ones that cost less.

GSM-7 holds 160 septets, or 153 in each part of a longer text; everything else travels as UCS-2 with 70 or 67 UTF-16
units (3GPP TS 23.038 and 23.040). A sign that takes two units is never split over the edge of a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""One septet each."""

GSM_EXTENSION = frozenset("^{}\\[~]|€\f")
"""An escape and a second septet each."""

PLAIN = str.maketrans(
    {
        "„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "‟": '"',
        "‚": "'", "‘": "'", "’": "'", "‹": "'", "›": "'", "′": "'", "`": "'", "´": "'",
        "–": "-", "—": "-", "‒": "-", "―": "-", "−": "-", "‐": "-", "‑": "-", "•": "-", "·": "-",
        "…": "...", "×": "x", "⁄": "/",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u2003": " ", "\u2002": " ", "\t": " ",
        "\u200b": None, "\ufeff": None, "\u00ad": None,
    }
)  # fmt: skip
"""Typographic characters and what a typewriter would have written; no letter changes."""

SINGLE = {"gsm7": 160, "ucs2": 70}
PART = {"gsm7": 153, "ucs2": 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text travels: its encoding, its length in septets or UTF-16 units, and in how many parts it is paid."""

    encoding: Literal["gsm7", "ucs2"]
    units: int
    parts: int

    def cost(self, per_segment: Decimal) -> Decimal:
        """What the message costs, in the price's currency."""
        return self.parts * per_segment


def transliterate(text: str) -> str:
    """The text with typewriter quotes, dashes and dots, so that German fits into GSM-7; emoji stay what they are."""
    return text.translate(PLAIN)


def segments(text: str) -> Segments:
    """How the text travels; an empty one needs no segment."""
    gsm = all(sign in GSM_BASIC or sign in GSM_EXTENSION for sign in text)
    encoding: Literal["gsm7", "ucs2"] = "gsm7" if gsm else "ucs2"
    widths = [2 if (sign in GSM_EXTENSION if gsm else sign > "\uffff") else 1 for sign in text]
    units = sum(widths)
    if units <= SINGLE[encoding]:
        return Segments(encoding, units, min(units, 1))
    return Segments(encoding, units, _parts(widths, PART[encoding]))


def _parts(widths: list[int], room: int) -> int:
    """Parts filled one after the other; a sign that does not fit whole goes into the next."""
    count, used = 1, 0
    for width in widths:
        if used + width > room:
            count, used = count + 1, 0
        used += width
    return count
