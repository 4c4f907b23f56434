"""Notices an event that no journey listens to, though one listens to a name like it: mostly a slip of the keyboard."""

from __future__ import annotations

from difflib import get_close_matches

from authoring.experience import Experience
from journey.phrases import anchors
from journey.plan import Journey

OWN = ("booked", "cancelled")
"""What the house itself listens to."""


def near_event(event: str, experience: Experience) -> str:
    """The event that is probably meant; "" where a journey knows this one, or none is like it."""
    known = set(OWN).union(*(_names_of(journey) for journey in experience.journeys.values()))
    near = [] if event in known else get_close_matches(event, sorted(known), n=1, cutoff=0.87)  # "rebooked" is no slip
    return near[0] if near else ""


def _names_of(journey: Journey) -> set[str]:
    names = {*journey.stop_when, *(each.unless for each in journey.contacts if each.unless)}
    for each in journey.contacts:
        moments = [each.send, *(moment for moment in (each.not_before, each.drop) if moment is not None)]
        names.update(name for moment in moments for name in anchors(moment))
    return names - {date.name for date in journey.dates}
