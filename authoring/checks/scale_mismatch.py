"""What a question says about its numbers is what the scale takes: 0 to 10 for nps, 1 to 5 for csat, 1 to 7 for ces.

Whoever is told "1 to 10" never answers 0, and the score is worth nothing. Both ways of writing are read: a range
("from 1 to 5", "1-5") that begins with 0 or 1, and the ends one by one ("1 = not at all, 5 = very").

PASS:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us? 0 = not at all, 10 = extremely likely

FAIL:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us, from 1 to 10?

FAIL:

    - ask_score: pleased
      scale: csat
      en: How satisfied were you? 1 = not at all, 10 = very
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.texts import said
from conversation.scales import SCALES, Scale
from conversation.steps.ask_score import AskScore

CODE = "scale-mismatch"

_RANGE = re.compile(
    r"(?<![\d.,])([01])\s?(?:-|–|—|bis|to)\s?(\d{1,2})(?![\d.,]\d|\d|\s?(?:%|€|min|st|d\b))", re.IGNORECASE
)
_END = re.compile(r"(?<![\w-])(-?\d{1,2})\s?=")


def check(draft: Draft) -> Iterator[Problem]:
    """Texts of scores, reminders included, that name other ends than the scale has."""
    for text in said(draft):
        step = text.step
        scale = (step.own or SCALES.get(step.scale)) if isinstance(step, AskScore) else None
        if scale is None:
            continue
        for key, words in text.written():
            if (found := _other(words, scale)) is not None:
                low, high = _typed(scale)
                line = words.count("\n", 0, found.start()) + 1
                column = found.start() - words.rfind("\n", 0, found.start())
                message = f'"{found[0].strip()}" does not fit the scale {scale.name}, which runs from {low} to {high}'
                way_out = f"write {low} to {high}, or take the scale that you mean"
                yield problem(draft.text_place((*text.path, key), line, column), CODE, message, way_out)


def _typed(scale: Scale) -> tuple[int, int]:
    """What customers type: the numbers themselves, or places where the numbers are nothing to type."""
    return (1, len(scale.options)) if scale.number_is_position else (scale.low, scale.high)


def _other(words: str, scale: Scale) -> re.Match[str] | None:
    """The first thing in the text that contradicts the scale."""
    low, high = _typed(scale)
    for found in _RANGE.finditer(words):
        if int(found[2]) >= 2 and (int(found[1]), int(found[2])) != (low, high):
            return found
    ends = list(_END.finditer(words))
    if len(ends) >= 2:
        return next((end for end in ends if not low <= int(end[1]) <= high), None) or _missing(ends, low, high)
    return None


def _missing(ends: list[re.Match[str]], low: int, high: int) -> re.Match[str] | None:
    """The mark that stands where an end should: "1 = …, 10 = …" on a scale from 0."""
    numbers = [int(end[1]) for end in ends]
    if len(ends) != 2 or {min(numbers), max(numbers)} == {low, high}:
        return None
    return ends[0] if numbers[0] not in (low, high) else ends[1]
