"""A name that comes into being on the way is used only where it is there: `case.number` in or after `open_case`.

A case that is opened under a condition, or in a block under `then`, has a number only inside that block: not every
customer gets there.

PASS:

    - open_case: help
      team: care
      en: Your case is {{ case.number }}.
    - say: thanks
      en: Keep the number {{ case.number }}.

FAIL:

    - say: thanks
      en: Keep the number {{ case.number }}.
    - open_case: help
      team: care
      en: Someone will answer you here.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.texts import Said, said
from conversation.placeholders import LATE_NAMES, WordingError, placeholders
from conversation.steps.asking import Asking
from conversation.steps.open_case import OpenCase
from conversation.steps.step import Step

CODE = "late-name"

MADE_BY = {"case.number": "open_case"}
"""The step kind that makes a late name; the others are made by kinds that this version does not have yet."""


def check(draft: Draft) -> Iterator[Problem]:
    """Late names used where their step has not been passed for certain."""
    numbered = {
        (flow.name, step) for flow in draft.experience.flows.values() for step in with_number(flow.steps, known=False)
    }
    for text in said(draft):
        has_case = text.step is not None and (text.flow.name, text.step.name) in numbered
        known = {"case.number"} if has_case else set()
        yield from _too_early(draft, text, known)


def with_number(steps: tuple[Step, ...], *, known: bool) -> Iterator[str]:
    """The names of the steps in whose texts a case number is there for certain."""
    for step in steps:
        opens = isinstance(step, OpenCase)
        if known or opens:
            yield step.name
        if isinstance(step, Asking):
            for block in step.then.values():
                yield from with_number(block, known=known)
        known = known or (opens and step.when is None)


def _too_early(draft: Draft, text: Said, known: set[str]) -> Iterator[Problem]:
    for key, words in text.written():
        try:
            found = placeholders(words)
        except WordingError:
            continue  # unknown-placeholder reports it
        for name, line, column in found:
            if name in LATE_NAMES - known:
                place = draft.text_place((*text.path, key), line, column)
                kind = MADE_BY.get(name)
                way_out = f"use it in the text of {kind}, or below it" if kind else "leave it out for now"
                yield problem(place, CODE, f'"{name}" is not known yet when this text is said', way_out)
