"""Puts together what the money page shows: caps, what is spent, what the rest of the month costs, cost per answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from authoring.experience import Experience
from journey.money import Money, Spending, Watch, from_micros, month_of, next_month, watch
from storage.answered import answered_by_journey
from storage.contacts import count_planned, planned_until
from storage.message_costs import CostSum, costs
from storage.spending import SpendingRow, spent_by_month
from storage.transactions import Transaction
from usecases.preview_plan import foresee

MOST_WALKED = 3000  # contacts of the rest of the month that are priced for a page; `echoloop plan` prices all


@dataclass(frozen=True, slots=True)
class PerAnswer:
    """What one journey has cost since its ledger began, and how many of its contacts were answered."""

    journey: str
    spent: Decimal
    contacts: int
    answered: int

    @property
    def each(self) -> Decimal | None:
        """The cost of one answer; None where nobody answered."""
        return self.spent / self.answered if self.answered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySeen:
    """`ahead` is what the rest of the month is expected to cost (None = too many to price for a page), `unpriced` how
    many of its contacts have no price; `sent` is what sent messages have cost this month, by channel and country."""

    month: str
    watches: Sequence[Watch]
    foreseen: Sequence[Watch]
    this_month: Sequence[Spending]
    ahead: Sequence[Spending] | None
    unpriced: int
    sent: Sequence[CostSum]
    months: Mapping[str, Decimal]
    per_answer: Sequence[PerAnswer]


def see_money(tx: Transaction, *, money: Money, experience: Experience, now: datetime) -> MoneySeen:
    """Everything about this month in the company's zone, and the months before."""
    zone = experience.brand.zone
    month = month_of(now, zone)
    rows = [_spending(row) for row in spent_by_month(tx)]
    this_month = [row for row in rows if row.month == month]
    ahead, unpriced = _ahead(tx, money, experience, now)
    start = _month_start(now, zone)
    return MoneySeen(
        month=month,
        watches=watch(money.caps, this_month),
        foreseen=watch(money.caps, [*this_month, *(ahead or [])]),
        this_month=this_month,
        ahead=ahead,
        unpriced=unpriced,
        sent=costs(tx, since=start, until=now + timedelta(seconds=1)),
        months=_by_month(rows),
        per_answer=_per_answer(tx, rows, zone),
    )


def _spending(row: SpendingRow) -> Spending:
    return Spending(row.month, row.channel, row.journey, from_micros(row.micros), row.contacts)


def _month_start(now: datetime, zone: str) -> datetime:
    start = next_month(now, zone)
    return (start - timedelta(days=1)).replace(day=1, fold=0)


def _ahead(tx: Transaction, money: Money, experience: Experience, now: datetime) -> tuple[list[Spending] | None, int]:
    zone = experience.brand.zone
    until = next_month(now, zone)
    if count_planned(tx, until) > MOST_WALKED:
        return None, 0
    walked = foresee(tx, planned_until(tx, until), experience=experience, now=now, until=until, money=money)
    sums: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for each in walked:
        if each.fate == "sent" and each.at < until:
            amount, contacts = sums.get((each.channel, each.journey), (Decimal(0), 0))
            sums[each.channel, each.journey] = amount + each.cost, contacts + 1
    month = month_of(now, zone)
    found = [Spending(month, *key, amount, contacts) for key, (amount, contacts) in sorted(sums.items())]
    return found, sum(not each.priced for each in walked)


def _by_month(rows: Sequence[Spending]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row.month] = found.get(row.month, Decimal(0)) + row.amount
    return found


def _per_answer(tx: Transaction, rows: Sequence[Spending], zone: str) -> list[PerAnswer]:
    """Contacts opened since the ledger's first month, and those that brought at least one answer."""
    if not rows:
        return []
    first = datetime.fromisoformat(f"{rows[0].month}-01").replace(tzinfo=ZoneInfo(zone))
    answered = answered_by_journey(tx, since=first)
    names = sorted({row.journey for row in rows})
    return [
        PerAnswer(
            name,
            sum((row.amount for row in rows if row.journey == name), Decimal(0)),
            sum(row.contacts for row in rows if row.journey == name),
            answered.get(name, 0),
        )
        for name in names
    ]
