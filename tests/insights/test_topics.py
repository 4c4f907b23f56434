"""Topics and drivers: counted once a comment, compared with an interval, silent where too few."""

from __future__ import annotations

import pytest

from insights.funnel import Funnel
from insights.topics import Comment, count_topics, drivers


def many(count: int, sentiment: str, topics: tuple[str, ...], band: str = "") -> list[Comment]:
    """The same comment from many people."""
    return [Comment(sentiment, topics, band)] * count


def test_topics_by_mentions_with_their_share_of_bad_news() -> None:
    """Food came up in 8 comments, 6 of them negative (75 %, Wilson 40.9 to 92.9); the bus in 2: too few."""
    found = count_topics([*many(6, "negative", ("food", "food")), *many(2, "positive", ("food", "bus"))])
    assert [(each.topic, each.n) for each in found] == [("food", 8), ("bus", 2)]
    negative = found[0].negative
    assert negative is not None
    assert (negative.value, negative.low, negative.high) == pytest.approx((75, 40.93, 92.85), abs=0.01)
    assert found[1].negative is None


def test_a_comment_of_two_minds_counts_for_each_topic_as_it_feels_about_it() -> None:
    """ "Food great, room meh", five times: nobody complained of the food, everybody of the room."""
    said = [Comment("neutral", ("food", "room"), felt={"food": "positive", "room": "negative"})] * 5
    shares = {each.topic: each.negative.value for each in count_topics(said) if each.negative}
    assert shares == {"food": 0, "room": 100}


def test_drivers_compare_those_who_mention_a_topic_with_the_others() -> None:
    """Food: 8 detractors and 2 promoters (-60) against 9 promoters and 1 detractor (+80): 140 points worse, clearly.

    The bus was mentioned by 2, too few; comments without an NPS do not count.
    """
    said = [
        *many(8, "negative", ("food",), "detractor"),
        *many(2, "positive", ("food",), "promoter"),
        *many(7, "positive", ("room",), "promoter"),
        *many(2, "positive", ("bus",), "promoter"),
        *many(1, "negative", ("room",), "detractor"),
        *many(50, "negative", ("food",)),
    ]
    found = drivers(said)
    assert [(each.topic, each.n) for each in found] == [("food", 10), ("room", 8)]
    assert found[0].change.value == pytest.approx(-140)
    assert found[0].change.clear
    assert found[0].change.high < 0 < found[1].change.value


def test_answer_rates() -> None:
    """40 of 100 answered, 30 of those 40 to the end; of four asked there is no rate."""
    funnel = Funnel("nps", 100, 40, 30)
    assert funnel.answer_rate is not None
    assert funnel.completion_rate is not None
    assert (funnel.answer_rate.value, funnel.completion_rate.value) == (40, 75)
    assert Funnel("nps", 4, 4, 4).answer_rate is None
