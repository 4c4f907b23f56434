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
from conversation.steps.call import Call

CODE = "unknown-placeholder"


def check(draft: Draft) -> Iterator[Problem]:
    """Names that nobody fills in, and templates that are none."""
    called = returned(draft)
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
                known = NAMES | called.get(text.flow.name, set())
                if name not in known:
                    place = draft.text_place(path, line, column)
                    yield problem(place, CODE, f'nobody fills in "{name}"', pick(name, sorted(known)))


def returned(draft: Draft) -> dict[str, set[str]]:
    """What the calls of each flow bring back, as `call.…`; a flow that is started inside knows its own only."""
    found: dict[str, set[str]] = {}
    for flow, step in draft.steps():
        if isinstance(step, Call):
            found.setdefault(flow.name, set()).update(f"call.{name}" for name in step.returns)
    return found
