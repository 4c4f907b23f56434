"""Which scores count: one per person and period, the latest, and never a test's."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenScore:
    """One score as given; it counts even where the comment after it is missing. `test`: the company's own try."""

    customer_id: str
    value: float
    band: str
    at: datetime
    test: bool = False


def whole(at: datetime) -> Hashable:  # noqa: ARG001
    """Everything is one period."""
    return None


def month(at: datetime) -> Hashable:
    """Calendar months (in the zone of `at`)."""
    return at.year, at.month


def latest_per_person(given: Iterable[GivenScore], period: Callable[[datetime], Hashable] = whole) -> list[GivenScore]:
    """The scores that count, oldest first: the latest of each person in each period; ties go to the later in order."""
    latest: dict[tuple[str, Hashable], GivenScore] = {}
    for score in given:
        if score.test:
            continue
        key = score.customer_id, period(score.at)
        if key not in latest or latest[key].at <= score.at:
            latest[key] = score
    return sorted(latest.values(), key=lambda score: score.at)


def band_counts(given: Iterable[GivenScore], bands: tuple[str, ...]) -> tuple[int, ...]:
    """How many scores lie in each of `bands`, in their order."""
    counts = dict.fromkeys(bands, 0)
    for score in given:
        if score.band in counts:
            counts[score.band] += 1
    return tuple(counts.values())
