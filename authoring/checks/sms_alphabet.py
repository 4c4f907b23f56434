"""One sign outside the SMS alphabet (GSM-7) makes the whole message dearer: 70 characters a segment instead of 160.

Emoji and letters of other alphabets do it. Typographic quotes, dashes and dots („ “ – …) would too, but SMS leave with
typewriter signs instead unless the settings say `plain_signs: false`. What a segment costs is a setting as well.

PASS:

    - say: hello
      en: Welcome back! We hope that everything was to your liking, from the first day of your holiday to the last one.

FAIL:

    - say: hello
      en: Welcome back 🏖 We hope that everything was to your liking, from the first day of your holiday to the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.draft import Draft
from authoring.house import House
from authoring.problems import Problem, problem
from authoring.texts import said
from conversation.sms_text import GSM_BASIC, GSM_EXTENSION, segments, transliterate

CODE = "sms-alphabet"

_NAME = re.compile(r"\{\{.*?\}\}")
SAMPLE = "Maximilian"
"""Stands for every name when the length is reckoned."""


def check(draft: Draft) -> Iterator[Problem]:
    """Texts that need more segments because of a sign; labels are not sent by SMS in their own message."""
    if "sms" not in draft.channels:
        return
    for text in said(draft):
        if text.label:
            continue
        for key, words in text.written():
            if (found := _dear(words, draft.house)) is not None:
                at, message = found
                line, column = words.count("\n", 0, at) + 1, at - words.rfind("\n", 0, at)
                place = draft.text_place((*text.path, key), line, column)
                yield problem(place, CODE, message, "write it with letters and typewriter signs only", "note")


def _dear(words: str, house: House) -> tuple[int, str] | None:
    """Where the first dear sign stands and what it costs; None where the text is as cheap as it can be."""
    if words.isascii():
        return None
    at = next((place for place, sign in enumerate(words) if not _free(sign, house)), None)
    if at is None:
        return None
    sent = _NAME.sub(SAMPLE, transliterate(words) if house.plain_signs else words)
    cheap = "".join(sign for sign in transliterate(sent) if sign in GSM_BASIC or sign in GSM_EXTENSION)
    now, then = segments(sent).parts, segments(cheap).parts
    if now <= then:
        return None
    cost = ""
    if house.sms_price is not None:
        cost = f", {_money(now, house)} instead of {_money(then, house)} each time"
    return at, f'"{words[at]}" (U+{ord(words[at]):04X}) makes this SMS {now} segments long instead of {then}{cost}'


def _money(count: int, house: House) -> str:
    return f"{(count * (house.sms_price or 0)):.4f}".rstrip("0").rstrip(".") + f" {house.currency}"


def _free(sign: str, house: House) -> bool:
    written = transliterate(sign) if house.plain_signs else sign
    return all(each in GSM_BASIC or each in GSM_EXTENSION for each in written)
