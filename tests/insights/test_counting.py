"""What counts: the latest score per person and period, tests left out."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from insights.counting import GivenScore, band_counts, latest_per_person, month


def score(customer: str, day: int, value: float = 9, *, month_: int = 1, test: bool = False) -> GivenScore:
    """One NPS score given at noon of a day in 2027."""
    band = "promoter" if value >= 9 else "detractor"
    return GivenScore(
        customer_id=customer, value=value, band=band, at=datetime(2027, month_, day, 12, tzinfo=UTC), test=test
    )


def test_only_the_latest_of_a_person_counts() -> None:
    """Who answers three times has one voice, the last."""
    given_scores = [score("ada", 3, 2), score("ada", 9, 10), score("ada", 5, 3), score("ben", 1, 0)]
    assert [(each.customer_id, each.value) for each in latest_per_person(given_scores)] == [("ben", 0), ("ada", 10)]


def test_each_period_counts_anew() -> None:
    """With months as periods a person has one voice a month."""
    given_scores = [score("ada", 3, 2), score("ada", 9, 10), score("ada", 1, 7, month_=2)]
    assert [each.value for each in latest_per_person(given_scores, month)] == [10, 7]


def test_tests_do_not_count() -> None:
    """The company's own tries are left out, even where they are the latest."""
    assert [each.value for each in latest_per_person([score("ada", 1, 4), score("ada", 2, 10, test=True)])] == [4]


def test_bands_are_counted_in_order() -> None:
    """Counts come in the order in which the bands are named."""
    given_scores = [score("ada", 1, 10), score("ben", 1, 9), score("cem", 1, 0)]
    assert band_counts(given_scores, ("promoter", "passive", "detractor")) == (2, 0, 1)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 28), st.integers(0, 10))))
def test_nobody_counts_twice(rows: list[tuple[str, int, int]]) -> None:
    """However many scores come in, at most one a person counts, and it is one of the latest day."""
    counted = latest_per_person([score(who, day, value) for who, day, value in rows])
    assert len({each.customer_id for each in counted}) == len(counted) == len({who for who, _, _ in rows})
    for each in counted:
        assert each.at.day == max(day for who, day, _ in rows if who == each.customer_id)
