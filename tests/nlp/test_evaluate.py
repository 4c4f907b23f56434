"""The figures of the evaluation are the textbook's, on cases small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pytest

from conversation.reading import TOPICS, Kind, Sentiment
from nlp.baseline import WordCounts
from nlp.evaluate import Gold, macro_f1, macro_recall, score_set
from nlp.judge import Seen

THRESHOLDS = dict.fromkeys(TOPICS, 0.5)


def seen(sentiment: Sentiment, confidence: float = 0.9, kind: Kind = "feedback", topic: str = "") -> Seen:
    """What a model saw, sure of at most one topic."""
    topics = tuple(0.9 if name == topic else 0.1 for name in TOPICS)
    return Seen(sentiment, confidence, 0.0, kind, 0.9, topics, np.zeros(2, dtype=np.float32))


def test_sentiment_figures() -> None:
    """Accuracy, macro-F1, the surest 80 % and the majority baseline on five texts with one mistake."""
    truth = ["positive", "positive", "positive", "negative", "neutral"]
    said = [seen("positive"), seen("positive"), seen("positive"), seen("negative"), seen("negative", 0.4)]
    gold = [Gold("x", "de", sentiment) for sentiment in truth]
    score = score_set("five", gold, said, THRESHOLDS).sentiment
    assert score is not None
    assert score.accuracy == pytest.approx(0.8)
    assert score.macro_f1 == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert score.macro_recall == pytest.approx(2 / 3)
    assert score.sure_accuracy == 1.0
    assert score.majority_accuracy == pytest.approx(0.6)
    assert score.confusion["neutral"] == {"negative": 1, "neutral": 0, "positive": 0}


def test_topic_figures() -> None:
    """Micro-F1 counts cells over all topics; a topic that nobody marked has no line of its own."""
    gold = [
        Gold("a", "en", topics=frozenset({"food_drink", "price_value"})),
        Gold("b", "en", topics=frozenset({"food_drink"})),
        Gold("c", "en", topics=frozenset()),
        Gold("d", "en", topics=None),
    ]
    said = [seen("neutral", topic="food_drink"), seen("neutral", topic="luggage"), seen("neutral"), seen("neutral")]
    score = score_set("four", gold, said, THRESHOLDS).topics
    assert score is not None
    assert score.n == 3
    assert score.micro_f1 == pytest.approx(2 * 1 / (3 + 2))
    assert set(score.per_topic) == {"food_drink", "price_value"}
    assert score.per_topic["food_drink"]["recall"] == pytest.approx(0.5)


def test_opt_out_figures() -> None:
    """Precision and recall of the wish to be left alone are told apart from the other kinds."""
    gold = [Gold("a", "de", kind=kind) for kind in ("opt_out", "opt_out", "feedback", "question")]
    said = [seen("neutral", kind=kind) for kind in ("opt_out", "feedback", "opt_out", "question")]
    score = score_set("kinds", gold, said, THRESHOLDS).kind
    assert score is not None
    assert (score.opt_out_precision, score.opt_out_recall, score.accuracy) == (0.5, 0.5, 0.5)


def test_a_language_is_scored_by_itself() -> None:
    """Only texts of the language count."""
    gold = [Gold("a", "de", "positive"), Gold("b", "en", "negative")]
    score = score_set("two", gold, [seen("positive"), seen("positive")], THRESHOLDS, "de")
    assert score.n == 1
    assert score.sentiment is not None
    assert score.sentiment.accuracy == 1.0


def test_classes_that_never_occur_do_not_count() -> None:
    """F1 and recall are means over the classes that the truth has."""
    assert macro_f1(["a", "a"], ["a", "b"], ["a", "b"]) == pytest.approx(2 / 3)
    assert macro_recall(["a", "a", "c"], ["a", "b", "c"]) == pytest.approx(0.75)


def test_word_counts_learn_what_words_mean() -> None:
    """The baseline follows the words it has seen, and the commoner label where it has seen none."""
    counts = WordCounts()
    counts.learn([("sehr gut", "positive"), ("gut gemacht", "positive"), ("sehr schlecht", "negative")])
    assert counts.say("schlecht") == "negative"
    assert counts.say("gut") == "positive"
    assert counts.say("unbekannt") == "positive"
