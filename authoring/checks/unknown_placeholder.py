"""A text uses only the names that the product can fill in, and the filters `date`, `money` and `or`.

The names are listed in the manual of the language. There are no calls and no expressions: what a text says is decided
by steps and conditions, not inside the text.

PASS:

    - say: hello
      en: |
        {{ hello }} Your trip to {{ purchase.destination }} begins on {{ purchase.departs_at | date }}.

FAIL:

    - say: hello
      en: Hello {{ frist_name }}!
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, pick, problem
from authoring.texts import said
from conversation.placeholders import NAMES, WordingError, placeholders

CODE = "unknown-placeholder"


def check(draft: Draft) -> Iterator[Problem]:
    """Names that nobody fills in, and templates that are none."""
    for text in said(draft):
        for key, words in text.written():
            path = (*text.path, key)
            try:
                found = placeholders(words)
            except WordingError as error:
                place = draft.text_place(path, error.line, error.column)
                yield problem(place, CODE, error.message, "write {{ a name from the list }} and nothing else")
                continue
            for name, line, column in found:
                if name not in NAMES:
                    place = draft.text_place(path, line, column)
                    yield problem(place, CODE, f'nobody fills in "{name}"', pick(name, sorted(NAMES)))
