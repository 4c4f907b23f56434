"""Says what a text feels about each of its topics, where it praises one and complains of another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from conversation.reading import Reading, TopicScore
from nlp.clauses import clauses
from nlp.judge import Seen
from nlp.onnx_model import ModelSettings

CLEAR = 0.5
"""A clause speaks of a topic from this share of the topic's threshold on: it is shorter than what thresholds know."""


def feel(
    text: str, reading: Reading, settings: ModelSettings, see: Callable[[Sequence[str]], Sequence[Seen | None]]
) -> Reading:
    """Return the reading with a sentiment for each topic that a clause of its own speaks of.

    Only texts of several clauses that name a topic are looked at again; `see` reads clauses.
    """
    if not reading.topics or len(parts := clauses(text)) < 2:
        return reading
    seen = [one for one in see(parts) if one is not None]
    least = dict(zip(settings.topics, settings.topic_thresholds, strict=True))
    place = {topic: index for index, topic in enumerate(settings.topics)}
    topics = tuple(_felt(score, seen, place, least, settings.floors["sentiment"]) for score in reading.topics)
    return replace(reading, topics=topics)


def _felt(
    score: TopicScore, seen: Sequence[Seen], place: Mapping[str, int], least: Mapping[str, float], floor: float
) -> TopicScore:
    """The clause that speaks of the topic most clearly decides; an unsure one leaves it to the whole text."""
    if score.topic not in place or not seen:
        return score
    index = place[score.topic]
    clearest = max(seen, key=lambda one: one.topics[index])
    if clearest.topics[index] < CLEAR * least[score.topic] or clearest.confidence < floor:
        return score
    return replace(score, sentiment=clearest.sentiment)
