"""A `when` on what the model read says what happens when the model is unsure.

Readings below the threshold are `unsure`, and so is a text that nobody has read. Without a word on it, unsure
customers are treated as if the condition did not hold. That may be right: this is a note.

PASS:

    - ask_text: story
      understand: sentiment
      en: What happened?
    - open_case: help
      team: care
      when: {sentiment: [negative, unsure]}
      en: Someone will answer you here.

FAIL:

    - ask_text: story
      understand: sentiment
      en: What happened?
    - open_case: help
      team: care
      when: {sentiment: negative}
      en: Someone will answer you here.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.read_condition import tests_of

CODE = "unsure-way"

UNSURE = "unsure"
READINGS = ("sentiment", "kind", "topics")


def check(draft: Draft) -> Iterator[Problem]:
    """Conditions on readings that nowhere name `unsure`."""
    for flow, step in draft.steps():
        tests = list(tests_of(step.when, ("flows", flow.name, step.name, "when")))
        on_reading = [(test, path) for test, path in tests if test.name in READINGS]
        if on_reading and not any(UNSURE in test.allowed for test, _ in tests):
            test, path = on_reading[0]
            message = f"nothing is said for the case that the model is unsure about the {test.name}"
            way_out = f"add unsure to the words of {test.name}, or leave it so on purpose"
            yield problem(draft.place(*path), CODE, message, way_out, "note")
