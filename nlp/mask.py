"""Masks what names a person in a text: phone, mail, names, booking numbers, bank details, cards, links.

Used before a text is kept for training, shown to others or exported. It prefers masking too much. The desk's own case
numbers (C-17) stay: they name no person, and people at the desk work by them.
"""

from __future__ import annotations

import re

NAME = "[name]"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE), "[mail]"),
    (re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE), "[link]"),
    (
        re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z]{4})?(?:[ -]?(?=[A-Z0-9]{0,3}\d)[A-Z0-9]{2,4}){3,8}\b", re.IGNORECASE),
        "[iban]",
    ),
    (re.compile(r"\b(?:\d{4}[ -]?){3}\d{2,4}\b"), "[card]"),
    (
        re.compile(
            r"(?P<lead>\b(?:buchungs|auftrags|kunden|bestell|vorgangs|rechnungs|reise|ticket|sendungs|case|booking|"
            r"order|customer|reference|invoice|tracking|confirmation)"
            r"[- ]?(?:nummer|nr\.?|no\.?|number|code|id|ref)?\s*(?:lautet|ist|is|:|#|=)?\s*)"
            r"(?P<code>(?!C-\d+\b)#?(?=[A-Z0-9/-]*\d)[A-Z0-9][A-Z0-9/-]{3,})",
            re.IGNORECASE,
        ),
        r"\g<lead>[number]",
    ),
    (re.compile(r"(?<![\w/])(?:\+|00)\d[\d\s()/.-]{6,}\d"), "[phone]"),
    (re.compile(r"(?<![\w/.,-])\(?0\d{1,5}\)?[\s/.-]*\d[\d\s/.-]{4,}\d"), "[phone]"),
    (re.compile(r"\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,12}\b"), "[number]"),
    (re.compile(r"(?<![\w.,])\d{6,}(?![\w])"), "[number]"),
    (re.compile(r"(?<!\w)@\w{3,}"), "[handle]"),
)

_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_CAPITAL = r"(?-i:[A-ZÄÖÜ])[^\W\d_]+(?:-(?-i:[A-ZÄÖÜ])[^\W\d_]+)?"
_SURE_INTRO = re.compile(
    rf"(?P<intro>\b(?:ich heiße|ich heisse|mein name ist|mein name:|my name is|my name's|i am called|name:)\s+)"
    rf"(?P<name>{_WORD}(?:\s+{_CAPITAL}){{0,2}})",
    re.IGNORECASE,
)
_MAYBE_INTRO = re.compile(
    rf"(?P<intro>\b(?:ich bin(?: der| die)?|hier ist|this is|i am|i'm|im|gruß|grüße|gruss|lg|vg|mfg|regards|best,)\s+)"
    rf"(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"(?P<intro>\b(?:herrn?|frau|mr|mrs|ms|miss|dr)\.?\s+)(?P<name>{_CAPITAL})", re.IGNORECASE)
_WORDS_AFTER_I_AM = (
    "sehr so total nicht froh sauer zufrieden enttäuscht begeistert stammkunde stammkundin kunde kundin rentner "
    "rentnerin student studentin mutter vater gast very so really not happy disappointed customer deutscher deutsche "
    "österreicher schweizer german english british american dutch wheelchair rollstuhlfahrer vegetarier veganer"
)
_NOT_NAMES = frozenset(_WORDS_AFTER_I_AM.split())


def mask(text: str) -> str:
    """Return `text` with everything that names a person replaced by what it was, in brackets."""
    for pattern, stand_in in _RULES:
        text = pattern.sub(stand_in, text)
    text = _SURE_INTRO.sub(rf"\g<intro>{NAME}", text)
    text = _TITLE.sub(rf"\g<intro>{NAME}", text)
    return _MAYBE_INTRO.sub(_name_or_not, text)


def _name_or_not(match: re.Match[str]) -> str:
    first = match["name"].split()[0].lower()
    return match[0] if first in _NOT_NAMES else f"{match['intro']}{NAME}"
