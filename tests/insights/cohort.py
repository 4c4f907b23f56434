"""Twenty customers of a travel company, small enough to work out every figure on paper.

A row a person: name, hold-out group or not, and each purchase as (date, euros, who recommended it). Today is the last
day of 2027; a purchase counts as a return within 365 days of the first.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from insights.at_risk import Signals
from insights.experience import Rated
from insights.loyalty import Bought, Buyer

NOW = datetime(2027, 12, 31, tzinfo=UTC)

#  name  held out  first purchase                second purchase        days between
PEOPLE: tuple[tuple[str, bool, tuple[tuple[str, int, str], ...]], ...] = (
    ("a", False, (("2026-01-10", 1000, ""), ("2026-07-10", 1200, ""))),  # 181
    ("b", False, (("2026-01-10", 800, ""),)),
    ("c", False, (("2026-01-20", 2000, ""), ("2027-01-10", 2100, ""))),  # 355
    ("d", False, (("2026-02-01", 500, ""),)),
    ("e", False, (("2026-02-01", 900, ""), ("2026-05-12", 700, ""))),  # 100
    ("f", False, (("2026-02-15", 1500, "a"),)),
    ("g", False, (("2026-03-01", 600, ""), ("2027-04-05", 600, ""))),  # 400: too late to count as a return
    ("h", True, (("2026-03-01", 700, ""),)),
    ("i", True, (("2026-03-10", 1100, ""), ("2026-09-26", 1000, ""))),  # 200
    ("j", True, (("2026-03-31", 400, ""),)),
    ("k", False, (("2026-04-15", 1000, ""), ("2026-10-12", 900, ""))),  # 180
    ("l", False, (("2026-05-01", 1300, "b"),)),
    ("m", False, (("2026-05-01", 750, ""),)),
    ("n", False, (("2026-06-10", 2200, ""), ("2027-05-26", 2500, ""))),  # 350
    ("o", True, (("2026-06-30", 650, ""),)),
    ("p", False, (("2026-07-05", 980, ""),)),
    ("q", True, (("2026-09-30", 1020, ""),)),
    ("r", False, (("2027-04-20", 1000, "c"),)),  # less than a year ago
    ("s", False, (("2027-05-15", 900, ""), ("2027-08-23", 950, ""))),  # 100; less than a year ago
    ("t", True, (("2027-06-01", 1200, ""),)),  # less than a year ago
)

#  ratings: (0-100, days ago, weight of the touchpoint)
RATED: dict[str, tuple[tuple[float, int, int], ...]] = {
    "a": ((100, 182, 3),),
    "b": ((100, 364, 3), (0, 0, 1)),
    "c": ((50, 182, 3), (100, 0, 3)),
    "n": ((100, 728, 3), (100, 546, 3), (50, 0, 3)),
}
LAST_THIRD = {"a": 2, "b": 0, "c": 2, "e": 1, "f": 2, "g": 2, "i": 2, "n": 1, "s": 2, "t": 2}  # the latest rating
WITH_CASE = {"i": "open", "k": "late"}
WITHDREW = {"l"}
RECOMMENDED = {"a": 1, "b": 1, "c": 1}


def buyers(held_out: bool | None = None) -> list[Buyer]:
    """Everybody, or one of the two groups."""
    return [
        Buyer(name, tuple(Bought(_day(at), euros * 100, by) for at, euros, by in bought))
        for name, out, bought in PEOPLE
        if held_out in (None, out)
    ]


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ratings(name: str) -> list[Rated]:
    """What one person rated."""
    return [Rated(value, NOW - timedelta(days=days), weight) for value, days, weight in RATED[name]]


def signals() -> list[Signals]:
    """What is known of each of the twenty."""
    return [
        Signals(
            customer_id=buyer.id,
            last_third=LAST_THIRD.get(buyer.id),
            case_open=buyer.id in WITH_CASE,
            case_late=WITH_CASE.get(buyer.id) == "late",
            falling=buyer.id == "n",
            withdrew=buyer.id in WITHDREW,
            purchases=len(buyer.bought),
            last_bought_at=buyer.bought[-1].at,
            recommended=RECOMMENDED.get(buyer.id, 0),
            worth=sum(each.amount for each in buyer.bought),
        )
        for buyer in buyers()
    ]
