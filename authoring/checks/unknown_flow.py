"""Every flow that a contact opens, that measures a touchpoint, that a page leads to or that a step starts, exists.

A flow that a step starts runs inside the other: it cannot lead back into it, not even through a third.

PASS:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    contacts:
      - contact: afterwards
        send: 1d after booked
        flow: sample

FAIL:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    contacts:
      - contact: afterwards
        send: 1d after booked
        flow: smaple

FAIL:

    - start_flow: more
      flow: smaple

FAIL:

    - start_flow: more
      flow: sample
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authoring.draft import Draft, all_steps
from authoring.problems import Place, Problem, pick, problem
from conversation.flow import Flow
from conversation.steps.start_flow import StartFlow

CODE = "unknown-flow"


def check(draft: Draft) -> Iterator[Problem]:
    """Flows named by journeys, touchpoints and pages."""
    flows = draft.experience.flows
    for place, flow in (*_named(draft), *_started(draft)):
        if flow not in flows:
            message = f'there is no flow "{flow}"'
            yield problem(place, CODE, message, f"{pick(flow, flows)}; or write flows/{flow}.yaml")
    for outer, step in draft.steps():
        if isinstance(step, StartFlow) and outer.name in _inside(flows, step.flow):
            place = draft.place("flows", outer.name, step.name, "flow")
            message = f'"{step.flow}" leads back into "{outer.name}", which starts it'
            yield problem(place, CODE, message, "let one of the two end without starting the other")


def _inside(flows: Mapping[str, Flow], name: str) -> set[str]:
    """The flow and all that are started inside it, however deep."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in flows and one not in found:
            found.add(one)
            waiting.extend(step.flow for step in all_steps(flows[one].steps) if isinstance(step, StartFlow))
    return found


def _named(draft: Draft) -> Iterator[tuple[Place, str]]:
    for journey in draft.experience.journeys.values():
        for contact in journey.contacts:
            path = ("journeys", journey.name, contact.name)
            for number, named in enumerate(contact.flows):
                several = len(contact.flows) > 1
                yield draft.place(*path, *(("flows", str(number)) if several else ("flow",))), named
    for touchpoint in draft.experience.touchpoints.values():
        if touchpoint.measured_by:
            place = draft.place("touchpoints", touchpoint.name, "measured_by")
            yield place, touchpoint.measured_by
    for page in draft.experience.pages.values():
        if page.flow:
            yield draft.place("pages", page.name, "flow"), page.flow
            yield draft.place("pages", page.name, "welcome"), page.welcome


def _started(draft: Draft) -> Iterator[tuple[Place, str]]:
    for flow, step in draft.steps():
        if isinstance(step, StartFlow):
            yield draft.place("flows", flow.name, step.name, "flow"), step.flow
