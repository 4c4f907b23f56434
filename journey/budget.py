"""The contact budget: at most so many contacts of some purposes in a rolling window, over all channels and journeys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from journey.dates import elapsed, later
from journey.plan import Budget

Purpose = Literal["service", "survey", "marketing", "desk"]
"""What a contact is for; "desk" tells a team and reaches no customer."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A contact that we opened: what for, and when. Reminders and replies in its conversation do not count again."""

    purpose: Purpose
    at: datetime


def longest_window(budgets: Sequence[Budget]) -> timedelta:
    """How far back opened contacts must be known for all budgets, months and years counted at their longest."""
    longest = {"mo": timedelta(days=31), "y": timedelta(days=366)}
    lengths = (elapsed(each.window) or each.window.count * longest[each.window.unit] for each in budgets)
    return max(lengths, default=timedelta(0))


def budget_name(budget: Budget) -> str:
    """The budget as its author wrote it: "survey+marketing: 1 per 24h"."""
    return f"budget {'+'.join(budget.purposes)}: {budget.count} per {budget.window.count}{budget.window.unit}"


def spent(purpose: Purpose, opened: Sequence[Opened], budgets: Sequence[Budget], at: datetime) -> Budget | None:
    """The first budget that a contact of `purpose` would exceed at `at`."""
    return next((budget for budget in budgets if _free_from(budget, purpose, opened, at) != at), None)


def free_from(purpose: Purpose, opened: Sequence[Opened], budgets: Sequence[Budget], at: datetime) -> datetime | None:
    """The first moment not before `at` at which no budget is exceeded, as far as contacts are opened already.

    None where a budget of nothing forbids the purpose altogether.
    """
    moments = [_free_from(budget, purpose, opened, at) for budget in budgets]
    return None if None in moments else max((moment for moment in moments if moment), default=at)


def _free_from(budget: Budget, purpose: Purpose, opened: Sequence[Opened], at: datetime) -> datetime | None:
    """When the window has room again: once the `count`-th youngest contact has left it."""
    if purpose not in budget.purposes:
        return at
    if budget.count < 1:
        return None
    leaving = sorted(later(each.at, budget.window) for each in opened if each.purpose in budget.purposes)
    inside = [moment for moment in leaving if moment > at]
    return at if len(inside) < budget.count else inside[-budget.count]
