"""A touchpoint of high importance is measured by some flow: what matters most should not be guessed.

Where nothing can be asked there (a poster, a rumour), allow it with the reason.

PASS:

    # touchpoints.yaml
    echoloop: 1
    touchpoints:
      hotline: {phase: purchase, kind: analog, owner: service, importance: high, measured_by: sample}

FAIL:

    # touchpoints.yaml
    echoloop: 1
    touchpoints:
      hotline: {phase: purchase, kind: analog, owner: service, importance: high, measured_by: none}
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, problem

CODE = "unmeasured-touchpoint"


def check(draft: Draft) -> Iterator[Problem]:
    """Important touchpoints without a flow."""
    for touchpoint in draft.experience.touchpoints.values():
        if touchpoint.importance == "high" and not touchpoint.measured_by:
            place = draft.place("touchpoints", touchpoint.name, "measured_by")
            message = f'nobody is asked about "{touchpoint.name}", though it is important'
            way_out = "name the flow that asks about it, lower the importance, or allow it with the reason"
            yield problem(place, CODE, message, way_out, "note")
