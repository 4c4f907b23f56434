"""A contact that is sent `when planned` is planned by some flow; otherwise nobody would ever get it.

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
from authoring.problems import Problem, problem
from conversation.steps.plan import Plan
from journey.phrases import anchors
from journey.planning import BY_FLOWS

CODE = "never-planned"


def check(draft: Draft) -> Iterator[Problem]:
    """Contacts that wait for a flow which does not exist."""
    planned = {step.name for _, step in draft.steps() if isinstance(step, Plan)}
    planned |= {draft.experience.desk.recovery.check, draft.experience.desk.recovery.again}
    for journey in draft.experience.journeys.values():
        for contact in journey.contacts:
            if BY_FLOWS in anchors(contact.send) and contact.name not in planned:
                place = draft.place("journeys", journey.name, contact.name, "send")
                way_out = f"add plan: {contact.name} to a flow, or say when it is sent"
                yield problem(place, CODE, f'no flow plans "{contact.name}"', way_out)
