"""The forecast added up: fates, rules, months with their cost against the caps, and the contacts that come next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from heapq import nsmallest

from journey.money import Money, Spending, from_micros, month_of, watch
from storage.spending import SpendingRow
from usecases.preview_plan import Foreseen

MOST_LINES = 200  # of contacts shown one by one; csv and json show all


@dataclass(slots=True)
class Summary:
    """What has been counted so far."""

    total: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    unpriced: Counter[str] = field(default_factory=Counter)
    spending: dict[tuple[datetime, str, str], tuple[Decimal, int]] = field(default_factory=dict)
    next_ones: list[Foreseen] = field(default_factory=list)

    def take(self, some: Sequence[Foreseen]) -> None:
        """Count a piece; of all pieces the earliest contacts are kept to be shown."""
        self.total += len(some)
        for one in some:
            self.fates[one.fate] += 1
            if one.fate != "sent" and one.rule:
                self.rules[one.fate, one.rule] += 1
            if one.fate == "sent":
                self._spend(one)
        self.next_ones = nsmallest(MOST_LINES, [*self.next_ones, *some], key=lambda one: one.at)

    def _spend(self, one: Foreseen) -> None:
        if not one.priced:
            self.unpriced[one.channel] += 1
        day = one.at.replace(hour=12, minute=0, second=0, microsecond=0)
        amount, contacts = self.spending.get((day, one.channel, one.journey), (Decimal(0), 0))
        self.spending[day, one.channel, one.journey] = amount + one.cost, contacts + 1

    def months(self, zone: str) -> dict[str, list[Spending]]:
        """What each month of the company's zone would cost, by channel and journey."""
        found: dict[str, list[Spending]] = {}
        for (day, channel, journey), (amount, contacts) in sorted(self.spending.items()):
            month = month_of(day, zone)
            found.setdefault(month, []).append(Spending(month, channel, journey, amount, contacts))
        return found

    def tell(self, money: Money, spent: Iterable[SpendingRow], *, zone: str, now: datetime) -> Iterator[str]:
        """The sums in words. `spent` is what this month has cost already."""
        if self.total > len(self.next_ones):
            yield f"… and {self.total - len(self.next_ones)} more: --format csv shows all of them."
        yield ""
        yield "  ".join(f"{self.fates[fate]} {fate}" for fate in ("sent", "shifted", "refused"))
        for (fate, rule), count in self.rules.most_common(12):
            yield f"  {count:>8}  {fate}: {rule}"
        past = [Spending(row.month, row.channel, row.journey, from_micros(row.micros), row.contacts) for row in spent]
        for month, rows in self.months(zone).items():
            known = past if month == month_of(now, zone) else []
            yield from _month(month, rows, known, money)
        for channel, count in self.unpriced.items():
            yield f"  {count} contacts by {channel} have no price: set money.{channel} in config.yaml."


def _month(month: str, rows: Sequence[Spending], known: Sequence[Spending], money: Money) -> Iterator[str]:
    cost = sum((row.amount for row in rows), Decimal(0))
    before = sum((row.amount for row in known), Decimal(0))
    already = f", {before:.2f} spent already" if before else ""
    contacts = sum(row.contacts for row in rows)
    yield f"{month}  {contacts:>8} contacts  {cost:>10.2f} {money.prices.currency}{already}"
    for cap in watch(money.caps, [*known, *rows]):
        if cap.state != "ok":
            word = "is reached" if cap.state == "stop" else "is near"
            yield f"  cap {cap.name}: {cap.spent:.2f} of {cap.cap:.2f} {word}"
