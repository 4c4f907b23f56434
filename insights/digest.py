"""What a team reads of a day or a week, as figures: scores, topics, quotes, cases, and whether the loop was closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insights.banded import FEWEST
from insights.loyalty import Share
from insights.scores import Score
from insights.trends import Change, share_change

TOPICS_SHOWN = 5
NOBODY = Share(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One scale's score of the period, and its change against the four weeks before (None: too few answers).

    `own`: only touchpoints that the team is responsible for.
    """

    scale: str
    n: int
    score: Score | None
    change: Change | None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMove:
    """A topic, in how many comments of the period it came up, and how its share has moved."""

    topic: str
    count: int
    n: int
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One stretch of the trend's picture; `score` is None where too few answered."""

    day: date
    score: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything a digest says; `until` is exclusive, quotes are masked."""

    team: str
    week: bool
    since: date
    until: date
    scores: Sequence[ScoreLine] = ()
    comments: int = 0
    moved: Sequence[TopicMove] = ()
    best: Sequence[str] = ()
    worst: Sequence[str] = ()
    open: int = 0
    late: int = 0
    soon: int = 0
    response: Share = NOBODY
    overdue: Mapping[str, int] | None = None
    loop: Mapping[str, Score] | None = None
    first_contact: Score | None = None
    first_answer: tuple[timedelta, int] | None = None
    trend: Sequence[TrendPoint] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        answered = any(line.n for line in self.scores)
        return not (answered or self.comments or self.open or self.response.n or self.loop or self.overdue)


def moved_topics(now: Sequence[tuple[str, ...]], before: Sequence[tuple[str, ...]]) -> list[TopicMove]:
    """Topics whose share of the comments has really changed, the furthest first; none where comments are too few."""
    if min(len(now), len(before)) < FEWEST:
        return []
    found = []
    for topic in sorted({topic for named in (*now, *before) for topic in named}):
        count = sum(topic in named for named in now)
        change = share_change((count, len(now)), (sum(topic in named for named in before), len(before)))
        if change is not None and change.clear:
            found.append(TopicMove(topic=topic, count=count, n=len(now), change=change))
    return sorted(found, key=lambda move: -abs(move.change.value))[:TOPICS_SHOWN]
