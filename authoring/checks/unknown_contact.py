"""Every contact that a flow plans is a contact of a journey.

`plan` only says when; which flow is opened, and what may hold it back, the journey says.

PASS:

    - plan: afterwards
      after: 2d

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    contacts:
      - contact: afterwards
        send: when planned
        flow: sample

FAIL:

    - plan: afterwords
      after: 2d

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    contacts:
      - contact: afterwards
        send: when planned
        flow: sample
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, pick, problem
from conversation.steps.plan import Plan

CODE = "unknown-contact"


def check(draft: Draft) -> Iterator[Problem]:
    """Contacts planned by flows that no journey describes."""
    contacts = [contact.name for journey in draft.experience.journeys.values() for contact in journey.contacts]
    for flow, step in draft.steps():
        if isinstance(step, Plan) and step.name not in contacts:
            place = draft.place("flows", flow.name, step.name, "plan")
            message = f'no journey has a contact "{step.name}"'
            yield problem(place, CODE, message, f"{pick(step.name, contacts)}; or add it to a journey")
