"""The company's own topics are found by a few examples and by keywords, in both languages, and leave others alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conversation.reading import OwnTopic, TopicScore
from nlp.reader import OnnxReader
from nlp.topics import merged

CLUB = OwnTopic(
    "kids_club",
    (
        "Der Kinderclub hatte nur bis mittags auf",
        "Unsere Tochter wollte gar nicht mehr weg vom Basteln",
        "Our son loved the pirate day with the animators",
        "The kids' club was full when we arrived",
        "Kinderclub",
    ),
    ("Miniclub", "kids club"),
)
POOL = OwnTopic("pool", (), ("Pool",))


@pytest.fixture(scope="module")
def reader() -> Iterator[OnnxReader]:
    """One reader for all tests of this file: loading takes a moment."""
    reader = OnnxReader()
    yield reader
    reader.close()


@pytest.mark.parametrize(
    "text",
    [
        "Die Kinderbetreuung war so liebevoll",
        "unsere kleinen wollten jeden tag zum basteln",
        "my daughter loved the crafts with the animators",
    ],
)
def test_a_few_examples_are_enough(reader: OnnxReader, text: str) -> None:
    """A reply of the same meaning is found without training, in either language."""
    (reading,) = reader.read_now([text], [CLUB])
    assert "kids_club" in reading.topic_names


@pytest.mark.parametrize(
    "text", ["Der Bus hatte zwei Stunden Verspätung", "way too expensive", "danke", "ich warte auf mein Geld", "👍"]
)
def test_other_replies_are_left_alone(reader: OnnxReader, text: str) -> None:
    """Nothing of the company's own is read into what is about something else."""
    (reading,) = reader.read_now([text], [CLUB, POOL])
    assert not {"kids_club", "pool"} & set(reading.topic_names)


def test_a_keyword_names_its_topic_whatever_the_model_thinks(reader: OnnxReader) -> None:
    """Folded, as a whole word with a plural's ending; inside another word it is nothing."""
    clear, plural, inside = reader.read_now(
        ["MINICLUB????", "die pools waren zu", "We flew from Liverpool"], [CLUB, POOL]
    )
    assert TopicScore("kids_club", 1.0) in clear.topics
    assert "pool" in plural.topic_names
    assert "pool" not in inside.topic_names


def test_too_few_examples_find_nothing(reader: OnnxReader) -> None:
    """Two examples say too little about what else belongs to a topic."""
    (reading,) = reader.read_now(["Der Kinderclub war toll"], [OwnTopic("club", CLUB.examples[:2])])
    assert "club" not in reading.topic_names


def test_a_topic_stands_once_at_its_highest() -> None:
    """The model and a keyword may find the same topic."""
    found = merged([TopicScore("luggage", 0.7), TopicScore("other", 0.9)], [TopicScore("luggage", 1.0)])
    assert found == (TopicScore("luggage", 1.0), TopicScore("other", 0.9))
