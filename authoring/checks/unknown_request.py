"""A case's `request` is a kind of request that desk.yaml describes, or the question that the customer chose it with.

PASS:

    # desk.yaml
    echoloop: 1
    teams:
      care: {channel: "#care"}
    requests:
      refund: [received, approved, refunded]

    # flows/sample.yaml
    echoloop: 1
    flow: sample
    purpose: service
    steps:
      - open_case: help
        team: care
        request: refund
        en: Someone will answer you here.

FAIL:

    - open_case: help
      team: care
      request: refnud
      en: Someone will answer you here.
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft, all_steps
from authoring.problems import Problem, pick, problem
from conversation.steps.ask_choice import AskChoice
from conversation.steps.open_case import OpenCase

CODE = "unknown-request"


def check(draft: Draft) -> Iterator[Problem]:
    """Requests that neither the desk nor a question of the flow knows."""
    for flow, step in draft.steps():
        if not isinstance(step, OpenCase) or not step.request:
            continue
        chosen = [other.name for other in all_steps(flow.steps) if isinstance(other, AskChoice)]
        known = [*draft.experience.desk.requests, *chosen]
        if step.request not in known:
            place = draft.place("flows", flow.name, step.name, "request")
            message = f'the desk knows no request "{step.request}"'
            yield problem(place, CODE, message, f"{pick(step.request, known)}; or add it to requests: in desk.yaml")
