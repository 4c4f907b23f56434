"""Every loyalty figure over a cohort of twenty customers, worked out by hand in the comments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from insights.at_risk import at_risk, fans, judge
from insights.experience import standing
from insights.loyalty import advocates, cohorts, recommended, repeat_rate, time_to_next, usual_gap
from insights.scores import csat
from insights.worth import TooFew, Worth, worth
from tests.insights.cohort import LAST_THIRD, NOW, buyers, ratings, signals

EVER = datetime(2026, 1, 1, tzinfo=UTC)


def test_repeat_rate() -> None:
    """Six of the seventeen who have had a year came back in time.

    r, s, t bought less than a year ago: 17 are left. Back in time: a 181, c 355, e 100, i 200, k 180, n 350 days = 6;
    g took 400 days. 6/17 = 35.29 %. Wilson (z = 1.96): middle (0.35294 + 3.8416/34) / (1 + 3.8416/17) = 0.38005,
    half 1.96/1.22598 · √(0.35294·0.64706/17 + 3.8416/1156) = 0.20696: 17.31 % to 58.70 %.
    """
    share = repeat_rate(buyers(), now=NOW)
    assert (share.hits, share.n) == (6, 17)
    assert share.score is not None
    assert share.score.value == pytest.approx(35.294, abs=0.001)
    assert (share.score.low, share.score.high) == pytest.approx((17.309, 58.700), abs=0.001)


def test_time_to_the_next_purchase() -> None:
    """Kaplan-Meier over all twenty: those who have not come back count for as long as they were watched.

    Still away after each return (left = watched until then):
      100 days: 20 left, e and s: 1 · 18/20          = 0.9
      180 days: 18 left, k:       0.9 · 17/18        = 0.85
      181 days: 17 left, a:       0.85 · 16/17       = 0.8
      200 days: 16 left, i:       0.8 · 15/16        = 0.75
      (t has been watched for 213 days, r for 255: 13 are left)
      350 days: 13 left, n:       0.75 · 12/13       = 0.692308
      355 days: 12 left, c:       0.692308 · 11/12   = 0.634615
      400 days: 11 left, g:       0.634615 · 10/11   = 0.576923
    So 25 % are back after 200 days, and half of them have never been.
    Greenwood after a year: 2/(20·18) + 1/(18·17) + 1/(17·16) + 1/(16·15) + 1/(13·12) + 1/(12·11) = 0.0306527;
    1.96 · √0.0306527 / |ln 0.634615| = 0.75462; 0.634615 to the power of e^±0.75462: 0.8075 and 0.3802 still away.
    """
    found = time_to_next(buyers(), now=NOW)
    assert (found.n, found.happened) == (20, 8)
    assert [step.days for step in found.steps] == [100, 180, 181, 200, 350, 355, 400]
    away = [0.9, 0.85, 0.8, 0.75, 0.692308, 0.634615, 0.576923]
    assert [1 - step.share for step in found.steps] == pytest.approx(away, abs=1e-6)
    assert found.days_until(0.25) == 200
    assert found.days_until(0.5) is None
    year = found.by(365)
    assert (year.share, year.low, year.high) == pytest.approx((0.365385, 0.1925, 0.6198), abs=1e-4)


def test_usual_gap() -> None:
    """Eight gaps: 100, 100, 180, 181, 200, 350, 355, 400 days; three of four = the sixth: 350 days."""
    assert usual_gap(buyers()) == timedelta(days=350)


def test_recommended_bookings() -> None:
    """Three of 28 bookings (20 first ones and 8 returns): f by a, l by b, r by c; 1500 + 1300 + 1000 euros.

    3/28 = 10.71 %, Wilson 3.71 % to 27.20 %.
    """
    found = recommended(buyers(), since=EVER, until=NOW)
    assert (found.bookings.hits, found.bookings.n, found.amount, found.recommenders) == (3, 28, 380_000, 3)
    assert found.bookings.score is not None
    assert (found.bookings.score.value, found.bookings.score.low, found.bookings.score.high) == pytest.approx(
        (10.714, 3.712, 27.196), abs=0.001
    )


def test_satisfied_loyal_advocate() -> None:
    """The three numbers. Satisfied: of ten who rated, seven last in the best band (b badly; e and n in between).

    70 %, Wilson 39.68 % to 89.22 %. Loyal: the repeat rate, 35.29 %. Advocate, in 2027: c, g, n, r, s and t bought in
    2027, and c alone brought a booking in 2027 (r's): 1/6 = 16.67 %, Wilson 3.01 % to 56.35 %.
    """
    satisfied = csat(sum(third == 2 for third in LAST_THIRD.values()), len(LAST_THIRD))
    assert satisfied is not None
    assert (satisfied.value, satisfied.low, satisfied.high) == pytest.approx((70, 39.678, 89.221), abs=0.001)
    share = advocates(buyers(), since=datetime(2027, 1, 1, tzinfo=UTC), until=NOW)
    assert (share.hits, share.n) == (1, 6)
    assert share.score is not None
    assert (share.score.value, share.score.low, share.score.high) == pytest.approx((16.667, 3.005, 56.351), abs=0.001)


def test_loop_closure_by_cohort() -> None:
    """By the quarter of the first purchase.

    2026 Q1: a to j, 10 people. Back: a, c, e, i (g too late). Brought somebody within their year: a (f), b (l); c
    brought r after 455 days, too late. Closed: a, b, c, e, i = 5 of 10.
    2026 Q2: k to o, 5 people. Back: k, n. Closed 2 of 5. 2026 Q3: p and q, closed 0 of 2: too few for a figure.
    2027 Q2: r, s, t have not had their year yet; s is back already.
    """
    found = cohorts(buyers(), now=NOW, zone=UTC)
    assert [(each.year, each.quarter) for each in found] == [(2026, 1), (2026, 2), (2026, 3), (2027, 2)]
    assert [(each.came_back, each.recommended) for each in found] == [(4, 2), (2, 0), (0, 0), (1, 0)]
    assert [(each.closed.hits, each.closed.n) for each in found] == [(5, 10), (2, 5), (0, 2), (1, 3)]
    assert [each.complete for each in found] == [True, True, True, False]
    scores = [each.closed.score for each in found]
    assert [score and round(score.value, 2) for score in scores] == [50, 40, None, None]
    assert scores[0] is not None
    assert (scores[0].low, scores[0].high) == pytest.approx((23.659, 76.341), abs=0.001)


def test_return_on_the_money_spent() -> None:
    """Twelve contacted and five held out have had their year; 100 euros were spent on messages.

    Repeat: contacted a, c, e, k, n = 5/12 = 41.67 % (Wilson 19.33 to 68.05), held out i = 1/5 = 20 % (3.62 to 62.45).
    Newcombe: 21.67 - √(22.34² + 42.45²) = -26.30 and 21.67 + √(26.38² + 16.38²) = 52.72 points.
    Bought again in time: contacted 1200 + 2100 + 700 + 900 + 2500 = 7400 (g's 600 came too late), 616.67 each; held
    out 1000, 200 each: 416.67 more each. Variances: (13,400,000 - 7400²/12) / 11 = 803,333 and
    (1,000,000 - 1000²/5) / 4 = 200,000; error √(803,333/12 + 200,000/5) = 327.02;
    freedom 106,944² / (66,944²/11 + 40,000²/4) = 14.165, Student 2.1425: 416.67 ± 700.65 euros.
    Gained in all: 12 times that, 5,000 (-3,408 to 13,408). Per euro spent: (5,000 - 100) / 100 = 49.
    """
    found = worth(buyers(held_out=False), buyers(held_out=True), cost=10_000, now=NOW, fewest=5)
    assert isinstance(found, Worth)
    assert (found.contacted, found.held_out) == (12, 5)
    assert (found.repeat.value, found.repeat.low, found.repeat.high) == pytest.approx(
        (21.667, -26.301, 52.719), abs=0.01
    )
    assert not found.repeat.clear
    assert found.per_customer.value == pytest.approx(41_666.7, abs=0.1)
    assert found.per_customer.low == pytest.approx(-28_398, abs=60)
    assert found.per_customer.high == pytest.approx(111_732, abs=60)
    assert found.gained.value == pytest.approx(500_000, abs=1)
    assert found.per_unit is not None
    assert found.per_unit.value == pytest.approx(49.0, abs=0.001)


def test_too_few_for_a_return() -> None:
    """Five held-out people are too few to speak of money: by default thirty are asked for."""
    assert worth(buyers(held_out=False), buyers(held_out=True), cost=1, now=NOW) == TooFew(12, 5)


@pytest.mark.parametrize(
    ("name", "value", "falling"),
    [
        ("a", 100.0, False),  # one rating is the score, however old
        ("b", 42.857, False),  # weights 3 · ¼ and 1: (75 + 0) / 1.75
        ("c", 83.333, False),  # weights 3 · ½ and 3: (75 + 300) / 4.5
        ("n", 57.895, True),  # weights 3/16, 3/8 and 3: (18.75 + 37.5 + 150) / 3.5625; the plain average is 83.33
    ],
)
def test_experience_score(name: str, value: float, *, falling: bool) -> None:
    """Recent and important ratings weigh more; who is 20 points below his own average is falling."""
    found = standing(ratings(name), NOW)
    assert found is not None
    assert found.value == pytest.approx(value, abs=0.001)
    assert found.falling is falling


def test_fans() -> None:
    """Best band last, twice bought or a booking brought, nothing acute: a, c, g, s.

    i has a case open, b was unhappy though he brought l, f and t bought once. Order: bookings brought (a, c before g,
    s), then worth: c 4100 before a 2200, s 1850 before g 1200.
    """
    judged = [judge(each, now=NOW, usual_gap=timedelta(days=350)) for each in signals()]
    assert [each.signals.customer_id for each in fans(judged)] == ["c", "a", "s", "g"]


def test_at_risk_with_reasons() -> None:
    """One acute reason each, by worth: n 4700, i 2100, k 1900, l 1300, b 800; then the merely overdue by worth.

    Overdue: the last purchase more than 350 days ago. Not g (270), n (219), r (255), s (130), t (213).
    """
    judged = [judge(each, now=NOW, usual_gap=timedelta(days=350)) for each in signals()]
    found = at_risk(judged)
    assert [each.signals.customer_id for each in found] == [*"nikl", "b", *"caefqpmhodj"]
    reasons = {each.signals.customer_id: each.reasons for each in found}
    assert reasons["n"] == ("falling",)
    assert reasons["i"] == ("case_open", "overdue")
    assert reasons["k"] == ("case_late", "overdue")
    assert reasons["l"] == ("withdrew", "overdue")
    assert reasons["b"] == ("unhappy", "overdue")
    assert reasons["c"] == ("overdue",)
