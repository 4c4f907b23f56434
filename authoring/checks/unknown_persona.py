"""A journey is made for a persona of personas.yaml, or for `all`.

PASS:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    persona: all
    contacts:
      - contact: afterwards
        send: 1d after booked
        flow: sample

FAIL:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    persona: luxery
    contacts:
      - contact: afterwards
        send: 1d after booked
        flow: sample
"""

from __future__ import annotations

from collections.abc import Iterator

from authoring.draft import Draft
from authoring.problems import Problem, pick, problem

CODE = "unknown-persona"


def check(draft: Draft) -> Iterator[Problem]:
    """Personas named by journeys."""
    known = {"all": None, **draft.experience.personas}
    for journey in draft.experience.journeys.values():
        if journey.persona not in known:
            place = draft.place("journeys", journey.name, "persona")
            yield problem(place, CODE, f'there is no persona "{journey.persona}"', pick(journey.persona, known))
