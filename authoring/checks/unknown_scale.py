"""A score is asked on a scale that the product knows.

The scale decides which answers are understood, how they are drawn and which bands `then` may name.

PASS:

    - ask_score: recommend
      scale: nps
      en: How likely are you to recommend us?

FAIL:

    - ask_score: recommend
      scale: nsp
      en: How likely are you to recommend us?
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, pick, problem
from conversation.scales import SCALES
from conversation.steps.ask_score import AskScore

CODE = "unknown-scale"


def check(draft: Draft) -> Iterator[Problem]:
    """Scales that do not exist."""
    for flow, step in draft.steps():
        if isinstance(step, AskScore) and step.scale and step.scale not in SCALES and step.own is None:
            place = draft.place("flows", flow.name, step.name, "scale")
            yield problem(place, CODE, f'"{step.scale}" is no scale', pick(step.scale, SCALES))
