"""What topics are called on cards, lists and digests."""

from __future__ import annotations

from authoring.experience import Experience
from conversation.messages import Language
from conversation.texts import choose


def topic_labels(experience: Experience, words: Language) -> dict[str, str]:
    """What topics are called in this language; one that topics.yaml does not name keeps its own name."""
    named = {topic.name: choose(topic.text, words, "du") for topic in experience.topics.values()}
    return {name: label for name, label in named.items() if label}
