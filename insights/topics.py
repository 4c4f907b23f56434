"""What customers talk about, and which topics go with a better or a worse recommendation.

A *driver* compares those who mentioned a topic with those who commented and did not: the difference of the two NPS with
its 95 % interval. It shows what goes together, not what causes what: who had a bad trip may blame the food as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from insights.banded import FEWEST
from insights.scores import Score, csat
from insights.trends import Change, nps_change


@dataclass(frozen=True, slots=True)
class Comment:
    """One customer's comment: its sentiment and topics, and his recommendation band ("" where he was not asked).

    `felt` holds the sentiment about a topic where the text is of two minds ("food great, room meh").
    """

    sentiment: str
    topics: tuple[str, ...]
    band: str = ""
    felt: Mapping[str, str] = field(default_factory=dict)

    def about(self, topic: str) -> str:
        """What the comment feels about one of its topics."""
        return self.felt.get(topic, self.sentiment)


@dataclass(frozen=True, slots=True)
class TopicCount:
    """One topic: in how many comments it came up, and the share of them that were negative (None: too few)."""

    topic: str
    n: int
    negative: Score | None
    positive: Score | None


@dataclass(frozen=True, slots=True)
class Driver:
    """One topic: the NPS of those who mentioned it minus that of the others, and how many mentioned it."""

    topic: str
    n: int
    change: Change


def count_topics(comments: Iterable[Comment]) -> list[TopicCount]:
    """Every topic, the most mentioned first; a comment with two topics counts for both."""
    by_topic: dict[str, list[Comment]] = {}
    for comment in comments:
        for topic in dict.fromkeys(comment.topics):
            by_topic.setdefault(topic, []).append(comment)
    counted = [_count(topic, found) for topic, found in by_topic.items()]
    return sorted(counted, key=lambda each: (-each.n, each.topic))


def _count(topic: str, found: Sequence[Comment]) -> TopicCount:
    n = len(found)
    enough = n >= FEWEST
    negative, positive = (sum(each.about(topic) == word for each in found) for word in ("negative", "positive"))
    return TopicCount(topic, n, csat(negative, n) if enough else None, csat(positive, n) if enough else None)


def drivers(comments: Iterable[Comment]) -> list[Driver]:
    """Topics with enough people on both sides, those that pull down most first."""
    rated = [each for each in comments if each.band]
    names = {topic for each in rated for topic in each.topics}
    found = []
    for topic in sorted(names):
        with_it = [each for each in rated if topic in each.topics]
        without = [each for each in rated if topic not in each.topics]
        if min(len(with_it), len(without)) >= FEWEST:
            change = nps_change(_bands(with_it), _bands(without))
            if change is not None:
                found.append(Driver(topic, len(with_it), change))
    return sorted(found, key=lambda each: each.change.value)


def _bands(comments: Sequence[Comment]) -> tuple[int, int, int]:
    promoters, passives, detractors = (
        sum(each.band == band for each in comments) for band in ("promoter", "passive", "detractor")
    )
    return promoters, passives, detractors
