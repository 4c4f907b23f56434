"""Two buttons of one question never read the same: nobody could tell which was meant.

PASS:

    - ask_choice: topic
      en: What is it about?
      choices:
        refund: {en: Refund}
        damage: {en: Damage}

FAIL:

    - ask_choice: topic
      en: What is it about?
      choices:
        refund: {en: Refund}
        damage: {en: refund}
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.texts import said

CODE = "same-label"


def check(draft: Draft) -> Iterator[Problem]:
    """Labels that stand twice in one question."""
    seen: dict[tuple[str, ...], str] = {}
    for text in said(draft):
        if not text.label:
            continue
        *question, choice = text.path
        for key, label in text.written():
            first = seen.setdefault((*question, key, label.casefold().strip()), choice)
            if first != choice:
                message = f'the label "{label}" is that of "{first}" too'
                yield problem(draft.place(*text.path, key), CODE, message, "give each choice a label of its own")
