"""A text that praises one thing and complains of another feels each about its own topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from conversation.reading import TopicScore
from nlp.judge import Seen
from nlp.reader import OnnxReader
from nlp.topic_feelings import feel


@pytest.fixture(scope="module")
def reader() -> Iterator[OnnxReader]:
    """One reader for all tests of this file: loading takes a moment."""
    reader = OnnxReader()
    yield reader
    reader.close()


FOOD = ("Das Essen war köstlich, aber das Zimmer war total dreckig", "food_drink", "cleanliness")
TRAIN = ("The staff were lovely, but the train was two hours late", "staff_service", "punctuality_delivery")


@pytest.mark.parametrize(("text", "good", "bad"), [FOOD, TRAIN])
def test_each_half_decides_about_its_own_topic(reader: OnnxReader, text: str, good: str, bad: str) -> None:
    """The praised topic is felt positive and the other negative, whatever the whole text is called."""
    (reading,) = reader.read_now([text])
    felt = {score.topic: score.sentiment for score in reading.topics}
    assert (felt[good], felt[bad]) == ("positive", "negative")


@pytest.mark.parametrize(("sure", "felt"), [(True, "negative"), (False, "")])
def test_an_unsure_half_leaves_its_topic_to_the_whole(reader: OnnxReader, sure: bool, felt: str) -> None:
    """Where the half about the train says too little for the model's floor, its topic gets no feeling of its own."""
    text, good, bad = TRAIN
    (whole,) = reader.see_now([text])
    assert whole is not None
    settings = reader.model.settings
    floor = settings.floors["sentiment"]

    def see(parts: Sequence[str]) -> list[Seen | None]:
        seen = reader.see_now(parts)
        assert seen[1] is not None
        late = replace(seen[1], sentiment="negative", confidence=floor + (0.01 if sure else -0.01))
        return [seen[0], late]

    topics = {score.topic: score.sentiment for score in feel(text, reader.judge(text, whole), settings, see).topics}
    assert (topics[good], topics[bad]) == ("positive", felt)


def test_a_text_of_one_statement_leaves_it_to_the_whole(reader: OnnxReader) -> None:
    """Nothing is written down twice: the topic has no feeling of its own, and the stored row no field for it."""
    (reading,) = reader.read_now(["Das Zimmer war total dreckig"])
    assert {score.sentiment for score in reading.topics} == {""}
    assert set(TopicScore("cleanliness", 0.9).as_json()) == {"topic", "confidence"}
