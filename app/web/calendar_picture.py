"""A calendar as data: months of weeks of days, each with its count and one of five shades."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

SHADES = 4  # above none


@dataclass(frozen=True, slots=True)
class Day:
    """One day: `shade` 0 (nothing) to 4 (as much as the fullest day); `outside` = of another month or not shown."""

    date: date
    count: int
    shade: int
    outside: bool


@dataclass(frozen=True, slots=True)
class Month:
    """One month, its weeks from Monday to Sunday."""

    title: str
    count: int
    weeks: tuple[tuple[Day, ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One shade of the legend: the counts it stands for, both included."""

    shade: int
    low: int
    high: int


def steps_of(fullest: int) -> list[Step]:
    """The shades that occur, from the palest, with the counts they stand for."""
    edges = [fullest * shade // SHADES for shade in range(SHADES + 1)]
    found = [Step(shade, edges[shade - 1] + 1, edges[shade]) for shade in range(1, SHADES + 1)]
    return [step for step in found if step.low <= step.high]


def fullest_of(months: Iterable[Month]) -> int:
    """The most contacts of any day."""
    return max((day.count for month in months for week in month.weeks for day in week), default=0)


def short(count: int) -> str:
    """A count that fits into the box of a day: 940, 1.2k, 12k."""
    if count < 1000:
        return str(count)
    return f"{count / 1000:.1f}k" if count < 10_000 else f"{count // 1000}k"


def months_of(counts: Mapping[date, int], *, first: date, last: date, language: str) -> list[Month]:
    """All months from `first` to `last`; the shades share one scale, so that months compare."""
    fullest = max((count for day, count in counts.items() if first <= day <= last), default=0)
    found, year, month = [], first.year, first.month
    while (year, month) <= (last.year, last.month):
        found.append(_month(counts, year, month, first, last, fullest, language))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def _month(
    counts: Mapping[date, int], year: int, month: int, first: date, last: date, fullest: int, language: str
) -> Month:
    weeks = tuple(
        tuple(_day(day, counts, day.month != month or not first <= day <= last, fullest) for day in week)
        for week in Calendar().monthdatescalendar(year, month)
    )
    weeks = tuple(week for week in weeks if not all(day.outside for day in week))
    title = format_date(date(year, month, 1), "LLLL yyyy", locale=language)
    return Month(title, sum(day.count for week in weeks for day in week), weeks)


def _day(day: date, counts: Mapping[date, int], outside: bool, fullest: int) -> Day:
    count = 0 if outside else counts.get(day, 0)
    return Day(day, count, -(-count * SHADES // fullest) if count else 0, outside)
