"""A contact planned *before* something needs a date that is known ahead; only then can it be counted back.

After a date or an event both will do. Events are free words (booked, balance_paid): the company reports them.

PASS:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    dates:
      departure: {from: purchase.departs_at}
    contacts:
      - contact: reminder
        send: 4w before departure at 10:00
        not_before: 3d after booked
        flow: sample

FAIL:

    # journeys/trip.yaml
    echoloop: 1
    journey: trip
    dates:
      departure: {from: purchase.departs_at}
    contacts:
      - contact: reminder
        send: 4w before depature at 10:00
        flow: sample
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from authoring.draft import Draft
from authoring.problems import Place, Problem, pick, problem
from journey.moments import AND, Moment, Repeat, When
from journey.plan import ContactPlan

CODE = "unknown-anchor"


def check(draft: Draft) -> Iterator[Problem]:
    """Anchors that are counted back from though they are no dates, and near misses of dates."""
    for journey in draft.experience.journeys.values():
        dates = [date.name for date in journey.dates]
        for contact in journey.contacts:
            for key, moment in _moments(contact):
                place = draft.place("journeys", journey.name, contact.name, key)
                for anchor in moment.anchor.split(AND):
                    if anchor and anchor not in dates:
                        yield from _judge(place, anchor, moment, dates)


def _judge(place: Place, anchor: str, moment: Moment, dates: list[str]) -> Iterator[Problem]:
    if moment.direction == "before":
        message = f'"{anchor}" is no date of this journey, so nothing can be planned before it'
        way_out = pick(anchor, dates) if dates else "add it under dates:"
        yield problem(place, CODE, message, way_out)
    elif near := get_close_matches(anchor, dates, n=1, cutoff=0.85):
        message = f'"{anchor}" is taken for an event, but looks like the date "{near[0]}"'
        yield problem(place, CODE, message, f'write "{near[0]}", or give the event another name')


def _moments(contact: ContactPlan) -> Iterator[tuple[str, Moment]]:
    written: dict[str, When | None] = {"send": contact.send, "not_before": contact.not_before, "drop": contact.drop}
    for key, when in written.items():
        if isinstance(when, Repeat):
            yield from ((key, when.start), (key, when.until))
        elif when is not None:
            yield key, when
