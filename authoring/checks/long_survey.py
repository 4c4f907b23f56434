"""A survey in a messenger asks three questions at most on any way through it.

Each further question costs answers. Questions behind `when` count, for some customers get them.

PASS:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
    - ask_text: why
      en: Why?

FAIL:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?
    - ask_text: why
      en: Why?
    - ask_text: what_else
      en: What else?
    - ask_text: anything
      en: Anything at all?
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from conversation.steps.ask_consent import AskConsent
from conversation.steps.asking import Asking
from conversation.steps.step import Step

CODE = "long-survey"

ENOUGH = 3


def check(draft: Draft) -> Iterator[Problem]:
    """Surveys whose longest way asks more than three questions."""
    for flow in draft.experience.flows.values():
        if flow.purpose == "survey" and (count := longest(flow.steps)) > ENOUGH:
            message = f"some customers are asked {count} questions"
            way_out = f"keep it to {ENOUGH}: leave out what nobody acts on"
            yield problem(draft.place("flows", flow.name, "steps:"), CODE, message, way_out, "note")


def longest(steps: tuple[Step, ...]) -> int:
    """How many questions the longest way through these steps asks (consent is no question of a survey)."""
    return sum(_questions(step) for step in steps)


def _questions(step: Step) -> int:
    if not isinstance(step, Asking):
        return 0
    inner = max((longest(block) for block in step.then.values()), default=0)
    return inner + (0 if isinstance(step, AskConsent) else 1)
