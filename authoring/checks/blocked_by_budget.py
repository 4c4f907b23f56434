"""A journey does not use up its own contact budget: what cannot be sent in a usual year should not be in the plan.

The check plays one customer's year through the rules of contact_rules.yaml: booked in January, gone for two weeks in
July, every consent given, every condition met, everything that flows plan planned. A contact that is dropped, or has
to wait longer than a week, because of a budget is reported where it stands. Holidays and other journeys may make it
worse.

PASS:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    contacts:
      - contact: first
        send: 1d after booked
        flow: sample
      - contact: second
        send: 60d after booked
        flow: sample

    # contact_rules.yaml
    echoloop: 1
    budget:
      survey: 1 per 30d

FAIL:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    contacts:
      - contact: first
        send: 1d after booked
        flow: sample
      - contact: second
        send: 5d after booked
        drop: 10d after booked
        flow: sample

    # contact_rules.yaml
    echoloop: 1
    budget:
      survey: 1 per 30d
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from authoring.draft import Draft
from authoring.problems import Problem, problem

CODE = "blocked-by-budget"

LONG = timedelta(days=7)
"""A contact that waits longer for the budget is as good as lost: what it was to say is stale."""


def check(draft: Draft) -> Iterator[Problem]:
    """Contacts of a journey that the budget keeps back in a usual year."""
    if not draft.experience.rules.budgets or not draft.experience.journeys:
        return
    from authoring.usual_year import usual_year  # the gate and its calendar are only loaded where there is a budget

    for journey in draft.experience.journeys.values():
        told: set[str] = set()
        for kept_back in usual_year(draft.experience, journey):
            if kept_back.contact in told or not (kept_back.dropped or kept_back.waits > LONG):
                continue
            told.add(kept_back.contact)
            place = draft.place("journeys", journey.name, kept_back.contact, "send")
            fate = "never sent" if kept_back.dropped else f"sent {kept_back.waits.days} days late"
            message = f"in a usual year this contact is {fate}: {kept_back.rule}"
            way_out = f"plan fewer contacts around it, move it, or raise the budget ({kept_back.place})"
            yield problem(place, CODE, message, way_out, "note")
