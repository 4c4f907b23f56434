"""A name that comes into being on the way is used only where it is there: `case.number` in or after `open_case`.

A case that is opened under a condition, or in a block under `then`, has a number only inside that block: not every
customer gets there. `reward.code` and `invite.link` are there in the text of their step and below its
`then: given:` or `then: made:`, what a call returns below its `then: ok:`.

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
FAIL:

    - give: thank_you
      reward: voucher
      en: Your code is {{ reward.code }}.
    - say: thanks
      en: Remember {{ reward.code }}.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.checks.unknown_placeholder import returned
from authoring.draft import Draft
from authoring.problems import Problem, problem
from authoring.texts import Said, said
from conversation.awaited import OUTCOMES
from conversation.placeholders import LATE_NAMES, WordingError, placeholders
from conversation.steps import KINDS
from conversation.steps.awaiting import Awaiting
from conversation.steps.branching import Branching
from conversation.steps.call import Call
from conversation.steps.give import Give
from conversation.steps.invite import Invite
from conversation.steps.open_case import OpenCase
from conversation.steps.step import Step

CODE = "late-name"

MADE_BY: dict[str, type[Step]] = {"case.number": OpenCase, "reward.code": Give, "invite.link": Invite}
"""The kind of step that makes each late name; what a call returns is made by that call."""

KIND_WORDS = {shape: word for word, shape in KINDS.items()}


def check(draft: Draft) -> Iterator[Problem]:
    """Late names used where their step has not been passed for certain."""
    called = returned(draft)
    known: dict[tuple[str, str], frozenset[str]] = {}
    for flow in draft.experience.flows.values():
        for step, names in known_at(flow.steps):
            known[flow.name, step] = names
    for text in said(draft):
        late = LATE_NAMES | called.get(text.flow.name, set())
        here = known.get((text.flow.name, text.step.name), frozenset()) if text.step is not None else frozenset()
        yield from _too_early(draft, text, late - here)


def known_at(steps: tuple[Step, ...], before: frozenset[str] = frozenset()) -> Iterator[tuple[str, frozenset[str]]]:
    """Every step with the late names that are there for certain when its text is said."""
    for step in steps:
        made = _made_by(step)
        own = made if not isinstance(step, Call) else frozenset[str]()  # a call speaks before it is answered
        yield step.name, before | own
        if isinstance(step, Branching):
            for key, block in step.then.items():
                good = not isinstance(step, Awaiting) or key == OUTCOMES[type(step)][0]
                yield from known_at(block, before | made if good else before)
        if step.when is None and not isinstance(step, Awaiting):
            before |= made


def _made_by(step: Step) -> frozenset[str]:
    if isinstance(step, Call):
        return frozenset(f"call.{name}" for name in step.returns)
    return frozenset(name for name, kind in MADE_BY.items() if isinstance(step, kind))


def _too_early(draft: Draft, text: Said, late: set[str] | frozenset[str]) -> Iterator[Problem]:
    for key, words in text.written():
        try:
            found = placeholders(words)
        except WordingError:
            continue  # unknown-placeholder reports it
        for name, line, column in found:
            if name in late:
                place = draft.text_place((*text.path, key), line, column)
                yield problem(place, CODE, f'"{name}" is not known yet when this text is said', _way_out(name))


def _way_out(name: str) -> str:
    if name == "case.number":
        return "use it in the text of open_case, or below it"
    if name in MADE_BY:
        kind = KIND_WORDS[MADE_BY[name]]
        return f"use it in the text of {kind}, or under its then: {OUTCOMES[MADE_BY[name]][0]}:"  # type: ignore[index]
    return "use it under then: ok: of the call that returns it"
