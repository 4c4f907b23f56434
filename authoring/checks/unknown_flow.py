"""Every flow that a contact opens, that measures a touchpoint or that a page leads to, exists.

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
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Place, Problem, pick, problem

CODE = "unknown-flow"


def check(draft: Draft) -> Iterator[Problem]:
    """Flows named by journeys, touchpoints and pages."""
    flows = draft.experience.flows
    for place, flow in _named(draft):
        if flow not in flows:
            message = f'there is no flow "{flow}"'
            yield problem(place, CODE, message, f"{pick(flow, flows)}; or write flows/{flow}.yaml")


def _named(draft: Draft) -> Iterator[tuple[Place, str]]:
    for journey in draft.experience.journeys.values():
        for contact in journey.contacts:
            path = ("journeys", journey.name, contact.name)
            for number, flow in enumerate(contact.flows):
                several = len(contact.flows) > 1
                yield draft.place(*path, *(("flows", str(number)) if several else ("flow",))), flow
    for touchpoint in draft.experience.touchpoints.values():
        if touchpoint.measured_by:
            place = draft.place("touchpoints", touchpoint.name, "measured_by")
            yield place, touchpoint.measured_by
    for page in draft.experience.pages.values():
        if page.flow:
            yield draft.place("pages", page.name, "flow"), page.flow
            yield draft.place("pages", page.name, "welcome"), page.welcome
