"""A conversation ends: flows that start each other never go round in a circle.

Steps run from top to bottom, so nothing but `start_flow` could lead back. A circle would be cut off by the engine in
the middle of a sentence.

PASS:

    - start_flow: more
      flow: other

    # flows/other.yaml
    echoloop: 1
    flow: other
    purpose: survey
    steps:
      - say: thanks
        en: Thank you.

FAIL:

    - start_flow: more
      flow: other

    # flows/other.yaml
    echoloop: 1
    flow: other
    purpose: survey
    steps:
      - start_flow: again
        flow: sample
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem
from conversation.steps.start_flow import StartFlow

CODE = "endless"


def check(draft: Draft) -> Iterator[Problem]:
    """Every `start_flow` from which the flow it stands in can be reached again."""
    started: dict[str, set[str]] = {}
    for flow, step in draft.steps():
        if isinstance(step, StartFlow):
            started.setdefault(flow.name, set()).add(step.flow)
    for flow, step in draft.steps():
        if isinstance(step, StartFlow) and flow.name in _reachable(step.flow, started):
            place = draft.place("flows", flow.name, step.name, "flow")
            message = f'"{step.flow}" leads back to "{flow.name}": this conversation would never end'
            yield problem(place, CODE, message, "take one start_flow out of the circle")


def _reachable(first: str, started: dict[str, set[str]]) -> set[str]:
    found, ahead = set[str](), [first]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(started.get(name, ()))
    return found
