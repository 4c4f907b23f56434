"""Reads topics.yaml: labels of the model's topics, and the company's own with examples and keywords."""

from __future__ import annotations

from authoring.block import Block
from authoring.experience import Topic
from authoring.header import version
from authoring.read_wording import read_wording
from authoring.spot import Spot
from authoring.values import list_of, named, text


def read_topics(root: Spot) -> dict[str, Topic]:
    """All topics, by name."""
    block = Block(root, "topics.yaml")
    version(block)
    topics = named(block, "topics", _topic, "and one key a topic")
    block.end()
    return topics


def _topic(spot: Spot) -> Topic:
    block = Block(spot, "topic")
    topic = Topic(
        name=spot.path[-1],
        text=read_wording(block),
        examples=block.take_or("examples", list_of(text, "texts"), ()),
        keywords=block.take_or("keywords", list_of(text, "words"), ()),
    )
    block.end()
    return topic
