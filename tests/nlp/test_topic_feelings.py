"""A text that praises one thing and complains of another feels each about its own topic."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conversation.reading import TopicScore
from nlp.reader import OnnxReader


@pytest.fixture(scope="module")
def reader() -> Iterator[OnnxReader]:
    """One reader for all tests of this file: loading takes a moment."""
    reader = OnnxReader()
    yield reader
    reader.close()


FOOD = ("Das Essen war köstlich, aber das Zimmer war total dreckig", "food_drink", "cleanliness")
TRAIN = ("The staff were lovely, but the train was two hours late", "staff_service", "punctuality_delivery")
UNSURE = pytest.mark.xfail(strict=True, reason="the half about the train, read alone, stays below the floor")


@pytest.mark.parametrize(("text", "good", "bad"), [FOOD, pytest.param(*TRAIN, marks=UNSURE)])
def test_each_half_decides_about_its_own_topic(reader: OnnxReader, text: str, good: str, bad: str) -> None:
    """The praised topic is felt positive and the other negative, whatever the whole text is called."""
    (reading,) = reader.read_now([text])
    felt = {score.topic: score.sentiment for score in reading.topics}
    assert (felt[good], felt[bad]) == ("positive", "negative")


def test_an_unsure_half_leaves_its_topic_to_the_whole(reader: OnnxReader) -> None:
    """Where one half says too little, its topic has the whole text's feeling, which the praise does not turn good."""
    text, good, bad = TRAIN
    (reading,) = reader.read_now([text])
    felt = {score.topic: score.sentiment for score in reading.topics}
    assert (felt[good], felt[bad]) == ("positive", "")
    assert (reading.sentiment, reading.mixed) in {("negative", True), ("unsure", True)}


def test_a_text_of_one_statement_leaves_it_to_the_whole(reader: OnnxReader) -> None:
    """Nothing is written down twice: the topic has no feeling of its own, and the stored row no field for it."""
    (reading,) = reader.read_now(["Das Zimmer war total dreckig"])
    assert {score.sentiment for score in reading.topics} == {""}
    assert set(TopicScore("cleanliness", 0.9).as_json()) == {"topic", "confidence"}
