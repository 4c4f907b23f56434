"""The corpus is well formed, covers what it claims, and its development part stands apart."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from conversation.reading import KINDS_OF_TEXT, SENTIMENTS, TOPICS

CORPUS = Path(__file__).parents[2] / "nlp/corpus"
Row = dict[str, object]


def rows(part: str) -> list[Row]:
    """The lines of train.jsonl, dev.jsonl or test.jsonl."""
    return [json.loads(line) for line in (CORPUS / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]


def fold(row: Row) -> str:
    """Letters and digits only, lower case."""
    return "".join(sign for sign in str(row["text"]).lower() if sign.isalnum())


def words(row: Row) -> set[tuple[str, ...]]:
    """All runs of four words."""
    parts = str(row["text"]).lower().replace(",", " ").replace(".", " ").split()
    return {tuple(parts[i : i + 4]) for i in range(len(parts) - 3)}


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_every_line_is_labelled_with_known_words(part: str) -> None:
    """Text, language, sentiment, mixed, kind and topics are there and known."""
    for row in rows(part):
        assert isinstance(row["text"], str)
        assert row["text"].strip()
        assert row["lang"] in {"de", "en"}
        assert row["sentiment"] in set(SENTIMENTS) - {"unsure"}
        assert row["kind"] in set(KINDS_OF_TEXT) - {"unsure"}
        assert isinstance(row["mixed"], bool)
        assert isinstance(row["topics"], list)
        assert set(row["topics"]) <= set(TOPICS)


def test_it_is_large_enough_and_half_german() -> None:
    """At least 6,000 training and 600 development lines; each language has at least 45 %."""
    for part, least in (("train", 6000), ("dev", 600)):
        languages = Counter(row["lang"] for row in rows(part))
        assert languages.total() >= least
        assert min(languages.values()) / languages.total() >= 0.45


def test_every_topic_is_praised_and_blamed_in_both_languages() -> None:
    """Each topic but "other" has at least 15 positive and 15 negative training lines a language."""
    seen = Counter(
        (row["lang"], topic, row["sentiment"])
        for row in rows("train")
        if isinstance(row["topics"], list)
        for topic in row["topics"]
    )
    thin = [
        (language, topic, mood)
        for language in ("de", "en")
        for topic in TOPICS
        for mood in ("positive", "negative")
        if topic != "other" and seen[language, topic, mood] < 15
    ]
    assert thin == []


def test_no_text_stands_twice() -> None:
    """Neither within the training part nor across it and the two that stand apart."""
    folded = [fold(row) for row in rows("train") if fold(row)]
    apart = [fold(row) for part in ("dev", "test") for row in rows(part) if fold(row)]
    assert len(set(folded)) > 0.95 * len(folded), "emoji and signs may differ, words may not"
    assert set(folded) & set(apart) == set()


def test_the_development_part_shares_no_frame() -> None:
    """Hardly any run of four words of the development part occurs in training."""
    known = set().union(*(words(row) for row in rows("train")))
    longer = [row for row in rows("dev") if words(row)]
    shared = [str(row["text"]) for row in longer if len(words(row) & known) > 0.5 * len(words(row))]
    assert shared == []


COMPANIES = re.compile(
    r"\b(paypal|klarna|amazon|zalando|ebay|ikea|ryanair|lufthansa|flixbus|deutsche bahn|bahncard|airbnb|booking\.com"
    r"|dhl|google|apple pay|iphone|facebook|instagram|tiktok|youtube|netflix|siri|lidl|edeka|samsung|bosch|lego)\b",
    re.IGNORECASE,
)


def test_training_lines_name_no_companies() -> None:
    """What is said of a thing must not be learned of a company; the channels' own names may stand."""
    assert [row["text"] for row in rows("train") if COMPANIES.search(str(row["text"]))] == []
