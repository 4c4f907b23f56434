"""Alerts: each rule against an example counted by hand, and against chance."""

from __future__ import annotations

from math import comb

import pytest

from insights.alerts import dropped, fisher, spikes

BEFORE = {"promoter": 60, "passive": 30, "detractor": 10}


def test_a_real_drop_is_told_with_both_scores() -> None:
    """NPS 50 of 100 falls to -50 of 20: no 99 % interval around -100 points reaches zero."""
    drop = dropped("nps", {"promoter": 2, "passive": 6, "detractor": 12}, BEFORE)
    assert drop is not None
    assert (drop.before.value, drop.now.value, drop.now.n) == (50.0, -50.0, 20)
    assert drop.change.high < 0
    assert drop.change.value == pytest.approx(-100)


@pytest.mark.parametrize(
    "now",
    [
        {"promoter": 2, "passive": 6, "detractor": 11},  # 19 answers: too few, however bad
        {"promoter": 10, "passive": 7, "detractor": 3},  # NPS 35 of 20: may be chance
        {"promoter": 20},  # better, not worse
        {},
    ],
)
def test_few_answers_chance_and_gain_are_no_drop(now: dict[str, int]) -> None:
    """Only what 20 people say and chance does not explain is worth waking a team."""
    assert dropped("nps", now, BEFORE) is None


def test_shares_drop_by_newcombes_interval() -> None:
    """CSAT: 90 of 100 satisfied before, 8 of 20 now."""
    drop = dropped("csat", {"satisfied": 8, "dissatisfied": 12}, {"satisfied": 90, "dissatisfied": 10})
    assert drop is not None
    assert drop.change.value == pytest.approx(-50)


def test_fishers_test_is_the_hypergeometric_tail() -> None:
    """2 of 2 against 1 of 3: the chance to draw both of 3 hits among 5 with two draws is 3/10."""
    assert fisher(2, 2, 1, 3) == pytest.approx(comb(3, 2) / comb(5, 2))
    assert fisher(0, 4, 3, 9) == pytest.approx(1.0)


def test_a_topic_spikes_against_its_own_past() -> None:
    """Eight of ten comments where 2 of 100 would be usual spike; a topic that is always there does not."""
    now = [("transfer", "food")] * 8 + [("food",)] * 2
    before = [("transfer", "food")] * 2 + [("food",)] * 98
    found = spikes(now, before)
    assert [(spike.topic, spike.count, spike.n) for spike in found] == [("transfer", 8, 10)]
    assert found[0].expected == pytest.approx(0.2)


def test_few_mentions_and_no_past_are_no_spike() -> None:
    """Four mentions are a coincidence, and without a past nothing can be unusual."""
    assert spikes([("transfer",)] * 4, [("food",)] * 100) == []
    assert spikes([("transfer",)] * 9, []) == []
