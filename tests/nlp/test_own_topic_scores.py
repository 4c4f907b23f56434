"""Topics of a company's own are measured on replies that were written for it."""

from __future__ import annotations

import pytest

from nlp.own_topic_scores import OwnTopicScore, score_own_topics
from nlp.reader import OnnxReader


def test_the_scores_of_one_topic() -> None:
    """Half of what was said is right and a quarter was found: F1 is a third; nothing found is nothing."""
    assert OwnTopicScore("pool", 8, precision=0.5, recall=0.25).f1 == pytest.approx(1 / 3)
    assert OwnTopicScore("pool", 8, precision=0.0, recall=0.0).f1 == 0


def test_five_examples_find_some_and_are_mostly_right() -> None:
    """Over six topics and ninety-six replies: what is said is mostly right, and a good part is found."""
    scores = score_own_topics(OnnxReader())
    assert sum(score.n for score in scores) == 60
    assert sum(score.precision for score in scores) / len(scores) >= 0.6
    assert sum(score.recall for score in scores) / len(scores) >= 0.3
