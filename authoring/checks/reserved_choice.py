"""No button bears a word that platforms or the product act on: stop, start, help, end, cancel, yes, back.

Whoever typed such an answer would be unsubscribed (or sent help) instead of being understood, and an SMS provider
would block the number whatever we do.

PASS:

    - ask_choice: again
      en: Would you come again?
      choices:
        surely: {en: Surely}
        rather_not: {en: Rather not}

FAIL:

    - ask_choice: again
      en: Would you come again?
      choices:
        yes: {en: "Yes"}
        no: {en: Cancel}
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.texts import said
from conversation.keywords import keyword

CODE = "reserved-choice"

TAKEN_BY_PLATFORMS = ("yes", "ja", "end", "ende", "info")
"""Words that are no keywords of ours, but of an SMS provider's default opt-out and opt-in (or nearly so)."""


def check(draft: Draft) -> Iterator[Problem]:
    """Labels of choices that would be taken for a command."""
    for text in said(draft):
        if not text.label:
            continue
        for key, label in text.written():
            if label.casefold().strip(" .!") in TAKEN_BY_PLATFORMS or keyword(label) is not None:
                message = f'"{label}" is a command on some platforms, so it cannot be an answer'
                way_out = "say what is meant, like Gladly / Rather not, or Gern / Lieber nicht"
                yield problem(draft.place(*text.path, key), CODE, message, way_out)
