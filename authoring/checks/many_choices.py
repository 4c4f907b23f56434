"""A question offers no more choices than WhatsApp shows: 3 buttons, or a list of 10 rows behind one button.

From the 4th choice on customers must open a list first, and fewer do. From the 11th on nothing can be tapped and the
answer is typed, so the text says how: all 11 points of nps are typed there, and a text that names both ends is enough.

PASS:

    - ask_choice: topic
      en: What is it about?
      choices:
        refund: {en: Refund}
        damage: {en: Damage}
        other: {en: Something else}
    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us? 0 = not at all, 10 = extremely likely

FAIL:

    - ask_choice: topic
      en: What is it about?
      choices:
        refund: {en: Refund}
        damage: {en: Damage}
        delay: {en: Delay}
        other: {en: Something else}

FAIL:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.choices import Asked, asked
from authoring.draft import Draft
from authoring.problems import Problem, problem
from conversation.capabilities import CAPABILITIES
from conversation.steps.ask_score import AskScore

CODE = "many-choices"

BUTTONS = CAPABILITIES["whatsapp"].buttons
ROWS = CAPABILITIES["whatsapp"].list_rows


def check(draft: Draft) -> Iterator[Problem]:
    """Questions that WhatsApp cannot show as buttons."""
    if "whatsapp" not in draft.channels:
        return
    for question in asked(draft):
        count = len(question.question.choices)
        if isinstance(question.step, AskScore):
            if count > ROWS and not _says_ends(question):
                message = f"WhatsApp's list holds {ROWS} rows, not {count}: customers type their answer there"
                place = draft.text_place((*question.path, question.key))
                yield problem(place, CODE, message, "say in the text what to type, like 0 = …, 10 = …", "note")
        elif count > BUTTONS and question.key == _first_key(question):
            place = draft.place(*question.path, "choices:")
            shown = f"are a list behind a button ({BUTTONS} buttons at most)" if count <= ROWS else "have to be typed"
            message = f"on WhatsApp these {count} choices {shown}"
            yield problem(place, CODE, message, f"offer {BUTTONS}, or ask in two steps", "note")


def _says_ends(question: Asked) -> bool:
    numbers = re.findall(r"-?\d+", question.text)
    first, last = question.question.choices[0], question.question.choices[-1]
    return first[0] in numbers and last[0] in numbers


def _first_key(question: Asked) -> str:
    """One report for all languages: the number of choices is the same in each."""
    return next(key for key in ("de", "de_sie", "en") if getattr(question.step.text, key) or key == "en")
