"""Who may be lost, and why; and who is a fan. Rules, not a guess: each reason can be shown and be acted on.

| reason | when |
|---|---|
| unhappy | the latest rating fell into the worst band of its scale |
| case_late | a case waits for its first answer longer than promised |
| case_open | a case is open |
| falling | the experience score is 20 points below the customer's own average (three ratings or more) |
| withdrew | surveys or offers were allowed and are no longer |
| overdue | the last purchase is longer ago than three of four took who bought again, and nothing is booked |

The first five are acute. A *fan* rated us in the best band last, has bought twice or brought a booking, and has no
acute reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Reason = Literal["unhappy", "case_late", "case_open", "falling", "withdrew", "overdue"]
ACUTE: frozenset[Reason] = frozenset({"unhappy", "case_late", "case_open", "falling", "withdrew"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What is known of one customer. `last_third`: his latest rating was bad (0), in between (1) or good (2).

    `recommended` counts the bookings he brought, `worth` is what he bought in all (smallest unit).
    """

    customer_id: str
    last_third: int | None = None
    case_open: bool = False
    case_late: bool = False
    falling: bool = False
    withdrew: bool = False
    purchases: int = 0
    last_bought_at: datetime | None = None
    something_booked: bool = False
    recommended: int = 0
    worth: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """One customer with the reasons why he may be lost, the most pressing first, and whether he is a fan."""

    signals: Signals
    reasons: tuple[Reason, ...]
    fan: bool

    @property
    def acute(self) -> int:
        """How many of the reasons are acute."""
        return sum(reason in ACUTE for reason in self.reasons)


def judge(signals: Signals, *, now: datetime, usual_gap: timedelta | None) -> Judged:
    """The reasons that hold for one customer; without enough repeat purchases nobody can be overdue."""
    silent = (
        usual_gap is not None
        and signals.last_bought_at is not None
        and not signals.something_booked
        and now - signals.last_bought_at > usual_gap
    )
    holds: dict[Reason, bool] = {
        "unhappy": signals.last_third == 0,
        "case_late": signals.case_late,
        "case_open": signals.case_open and not signals.case_late,
        "falling": signals.falling,
        "withdrew": signals.withdrew,
        "overdue": silent,
    }
    reasons = tuple(reason for reason, true in holds.items() if true)
    loyal = signals.purchases >= 2 or signals.recommended > 0
    return Judged(signals, reasons, signals.last_third == 2 and loyal and not ACUTE & set(reasons))


def at_risk(judged: Iterable[Judged], most: int = 50) -> list[Judged]:
    """Whom to care for first: the most acute reasons, then the worth of what he bought."""
    found = [each for each in judged if each.reasons]
    return sorted(found, key=lambda each: (-each.acute, -each.signals.worth, each.signals.customer_id))[:most]


def fans(judged: Iterable[Judged], most: int = 50) -> list[Judged]:
    """Whom to thank first: the bookings he brought, then how often and for how much he bought."""
    found = [each for each in judged if each.fan]
    return sorted(
        found,
        key=lambda each: (
            -each.signals.recommended,
            -each.signals.purchases,
            -each.signals.worth,
            each.signals.customer_id,
        ),
    )[:most]
