"""Two short texts in one message: topics add up, and where praise meets blame nobody says what prevails."""

from __future__ import annotations

import random

from nlp.train_data import Example
from nlp.train_join import joined

PRAISE = Example("zimmer top", "de", "positive", False, "feedback", ("comfort_facilities",))
BLAME = Example("essen kalt", "de", "negative", False, "feedback", ("food_drink",))
FACT = Example("wir kamen am Sonntag an", "de", "neutral", False, "feedback", ("other",))


def _of(one: Example, other: Example) -> Example:
    """`one` with `other` joined on."""
    for seed in range(50):
        found = joined([one, other], random.Random(seed), share=1.0)[0]
        if found is not one:
            return found
    raise AssertionError("never joined")


def test_topics_add_up_and_the_feeling_that_is_there_counts() -> None:
    """Praise and a plain fact are praise; "other" goes where a topic is named."""
    both = _of(FACT, PRAISE)
    assert both.text.startswith("wir kamen am Sonntag an")
    assert both.text.endswith("zimmer top")
    assert (both.sentiment, both.mixed, both.topics) == ("positive", False, ("comfort_facilities",))


def test_praise_and_blame_are_mixed() -> None:
    """Which of two opposed feelings prevails is nobody's label, so it trains nothing."""
    both = _of(PRAISE, BLAME)
    assert (both.sentiment, both.mixed, both.topics) == (None, True, ("comfort_facilities", "food_drink"))


def test_only_plain_feedback_of_one_language_is_joined() -> None:
    """Questions, other languages and texts without topics stay as they are."""
    strangers = [
        Example("great", "en", "positive", False, "feedback", ("loyalty_recommendation",)),
        Example("wo ist der Bus?", "de", "neutral", False, "question", ("location_connections",)),
        Example("naja", "de", "neutral", None, "feedback", None),
    ]
    for stranger in strangers:
        pair = [PRAISE, stranger]
        for seed in range(20):
            assert joined(pair, random.Random(seed), share=1.0) == pair
