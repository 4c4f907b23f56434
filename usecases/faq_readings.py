"""Finds the questions of faq.yaml by their meaning: each entry is a topic of the company's own to the reader.

What the reader finds under these names is no topic of the text: it is taken out again and becomes the reading's `faq`.
"""

from __future__ import annotations

from dataclasses import replace

from authoring.experience import Experience
from conversation.reading import OwnTopic, Reading

PREFIX = "faq:"
ALIKE = 0.75
"""How sure (0..1) a text must be the same question before it is answered without a person."""


def faq_topics(experience: Experience) -> tuple[OwnTopic, ...]:
    """The entries as topics with their ways to ask as examples; keywords are no proof of meaning and stay out."""
    return tuple(OwnTopic(PREFIX + entry["name"], tuple(entry["asks"])) for entry in experience.faq)


def with_faq(reading: Reading) -> Reading:
    """The reading with the surest question in its own place; only what reads as a question or a wish can be one."""
    asked = [score for score in reading.topics if score.topic.startswith(PREFIX)]
    if not asked:
        return reading
    topics = tuple(score for score in reading.topics if not score.topic.startswith(PREFIX))
    best = max(asked, key=lambda score: score.confidence)
    sure = best.confidence >= ALIKE and reading.kind in ("question", "request", "unsure")
    return replace(reading, topics=topics, faq=best.topic.removeprefix(PREFIX) if sure else "")
