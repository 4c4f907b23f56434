"""The journey map: the nine phases with their touchpoints, how each scores, and which nobody measures.

A touchpoint is *measured* where its flow has brought enough answers, *too few* below that, *silent* where a flow is
named but nobody answered yet, *not asked* where no contact ever opens that flow there, and *unmeasured* where none is
named: it is in the catalogue all the same, because customers judge it whether we ask or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from insights.banded import score_of, thirds
from insights.scores import Score, wilson

PHASES = ("need", "orientation", "consideration", "decision", "purchase", "delivery", "use", "loyalty", "advocacy")

Importance = Literal["high", "medium", "low"]
State = Literal["measured", "too_few", "silent", "not_asked", "unmeasured"]
WEIGHT: Mapping[str, int] = {"high": 3, "medium": 2, "low": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One touchpoint as the map is asked for it. `asked`: some contact opens its flow there.

    `bands` counts the latest answer of each customer on `scale` ("" = none came).
    """

    name: str
    phase: str
    importance: Importance
    measured_by: str
    asked: bool
    scale: str = ""
    bands: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One touchpoint as customers judge it. `unhappy` is the share (0-1) in the worst band, `urgency` ranks them."""

    place: Place
    state: State
    n: int
    thirds: tuple[int, int, int]
    score: Score | None
    unhappy: float
    urgency: float


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase with its touchpoints in the catalogue's order."""

    name: str
    places: tuple[Judged, ...]


def judge(place: Place) -> Judged:
    """State, score and urgency of one touchpoint.

    Urgency is importance (3, 2, 1) times the share that is certainly unhappy: the lower end of Wilson's interval of the
    worst band, so that one angry answer of three does not outrank forty of a hundred.
    """
    counted = thirds(place.scale, place.bands) if place.scale else (0, 0, 0)
    n = sum(counted)
    score = score_of(place.scale, place.bands) if place.scale else None
    certainly = wilson(counted[0], n)[0] if n else 0.0
    return Judged(
        place=place,
        state=_state(place, n, score),
        n=n,
        thirds=counted,
        score=score,
        unhappy=counted[0] / n if n else 0.0,
        urgency=WEIGHT[place.importance] * certainly,
    )


def _state(place: Place, n: int, score: Score | None) -> State:
    if score is not None:
        return "measured"
    if n:
        return "too_few"
    if not place.measured_by:
        return "unmeasured"
    return "silent" if place.asked else "not_asked"


def journey_map(places: Iterable[Place]) -> list[Phase]:
    """All nine phases in order, also those in which nobody meets us."""
    judged = [judge(place) for place in places]
    return [Phase(name, tuple(each for each in judged if each.place.phase == name)) for name in PHASES]


def most_urgent(phases: Sequence[Phase], most: int = 3) -> list[Judged]:
    """Where it hurts most: measured touchpoints by urgency; those where nobody is certainly unhappy are left out."""
    judged = [each for phase in phases for each in phase.places if each.state == "measured" and each.urgency > 0]
    return sorted(judged, key=lambda each: -each.urgency)[:most]


def blind_spots(phases: Sequence[Phase]) -> list[Judged]:
    """What nobody measures although it matters: unmeasured and not asked ones, the most important first."""
    blind = [each for phase in phases for each in phase.places if each.state in ("unmeasured", "not_asked")]
    return sorted(blind, key=lambda each: -WEIGHT[each.place.importance])
