"""Every touchpoint that a contact belongs to stands in touchpoints.yaml.

Answers are reported by touchpoint, so a contact without a known one would be missing in every report.

PASS:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    contacts:
      - contact: afterwards
        send: 1d after booked
        touchpoint: hotline
        flow: sample

FAIL:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    contacts:
      - contact: afterwards
        send: 1d after booked
        touchpoint: hot_line
        flow: sample
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, pick, problem

CODE = "unknown-touchpoint"


def check(draft: Draft) -> Iterator[Problem]:
    """Touchpoints named by contacts."""
    known = draft.experience.touchpoints
    for journey in draft.experience.journeys.values():
        for contact in journey.contacts:
            if contact.touchpoint and contact.touchpoint not in known:
                place = draft.place("journeys", journey.name, contact.name, "touchpoint")
                message = f'there is no touchpoint "{contact.touchpoint}"'
                yield problem(place, CODE, message, pick(contact.touchpoint, known))
