"""The journey map: nine phases, honest states, and an order of urgency that one angry answer cannot turn over."""

from __future__ import annotations

from typing import get_args

import pytest

from authoring.experience import Phase as PhaseName
from insights.journey_map import PHASES, Importance, Place, State, blind_spots, journey_map, judge, most_urgent


def place(name: str = "hotel", importance: Importance = "high", *, asked: bool = True, **facts: object) -> Place:
    """A touchpoint measured by a survey."""
    known: dict[str, object] = {"phase": "use", "measured_by": "survey", "scale": "csat", "bands": {}}
    return Place(name=name, importance=importance, asked=asked, **{**known, **facts})  # type: ignore[arg-type]


def test_the_map_has_the_nine_phases_of_the_language() -> None:
    """The map's phases are those that authors may write, in their order, also where nobody meets us."""
    assert get_args(PhaseName) == PHASES
    assert [phase.name for phase in journey_map([])] == list(PHASES)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"bands": {"satisfied": 5}}, "measured"),
        ({"bands": {"satisfied": 4}}, "too_few"),
        ({}, "silent"),
        ({"asked": False}, "not_asked"),
        ({"measured_by": "", "scale": ""}, "unmeasured"),
    ],
)
def test_each_touchpoint_says_how_far_it_is_measured(facts: dict[str, object], state: State) -> None:
    """A figure, too few for one, no answer yet, a flow that nobody sends, or no flow at all."""
    assert judge(place(**facts)).state == state  # type: ignore[arg-type]


def test_urgency_weighs_importance_and_doubt() -> None:
    """40 of 100 unhappy at a high touchpoint come before 2 of 5; the same at a low one comes last.

    By hand, Wilson's lower ends: 40/100 → 0.309, 2/5 → 0.118. Times importance: 0.928, 0.353, and 0.309 for low.
    """
    many = place("many", bands={"dissatisfied": 40, "satisfied": 60})
    few = place("few", bands={"dissatisfied": 2, "satisfied": 3})
    low = place("low", "low", bands={"dissatisfied": 40, "satisfied": 60})
    happy = place("happy", bands={"satisfied": 50})
    urgent = most_urgent(journey_map([low, few, happy, many]))
    assert [each.place.name for each in urgent] == ["many", "few", "low"]
    assert [round(each.urgency, 3) for each in urgent] == [0.928, 0.353, 0.309]


def test_blind_spots_are_listed_by_importance() -> None:
    """What nobody measures is listed, and what is measured on paper only as well."""
    places = [
        place("stories", "low", measured_by="", scale=""),
        place("complaint", asked=False),
        place("hotel", bands={"satisfied": 9}),
    ]
    assert [each.place.name for each in blind_spots(journey_map(places))] == ["complaint", "stories"]
