"""Whether the loop was closed: which low scores got an answer, were solved at the first contact, came back up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from insights.scores import Score, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """One case as the figures see it: the band it began with, what was done, what became of the score."""

    band: str
    answered: bool
    resolved: bool
    waited: timedelta | None = None
    answers: int = 0
    reopened: bool = False
    score_before: float | None = None
    score_after: float | None = None
    band_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """Scores asked again after a case: the mean difference, and how many are promoters now who were detractors."""

    n: int
    delta: float
    detractor_to_promoter: int


def closed_loop_rate(cases: Iterable[CaseOutcome]) -> dict[str, Score]:
    """By band: the share of cases that a person has answered and resolved, in percent with Wilson's interval."""
    counts: dict[str, tuple[int, int]] = {}
    for case in cases:
        hits, n = counts.get(case.band, (0, 0))
        counts[case.band] = (hits + (case.answered and case.resolved), n + 1)
    return {band: _percent(hits, n) for band, (hits, n) in counts.items()}


def first_contact_resolution(cases: Iterable[CaseOutcome]) -> Score | None:
    """Of the resolved cases the share that needed one answer and was never opened again; None where none is."""
    resolved = [case for case in cases if case.resolved]
    hits = sum(case.answers <= 1 and not case.reopened for case in resolved)
    return _percent(hits, len(resolved)) if resolved else None


def first_answer_time(cases: Iterable[CaseOutcome]) -> tuple[timedelta, int] | None:
    """The median time to the first answer by a person, and of how many cases; None where nobody has answered."""
    waits = [case.waited.total_seconds() for case in cases if case.waited is not None]
    return (timedelta(seconds=median(waits)), len(waits)) if waits else None


def recovered(cases: Iterable[CaseOutcome]) -> Recovered | None:
    """What became of the scores that were asked again; None where nobody has answered."""
    pairs = [case for case in cases if case.score_before is not None and case.score_after is not None]
    if not pairs:
        return None
    deltas = [(case.score_after or 0.0) - (case.score_before or 0.0) for case in pairs]
    turned = sum(case.band == "detractor" and case.band_after == "promoter" for case in pairs)
    return Recovered(n=len(pairs), delta=sum(deltas) / len(deltas), detractor_to_promoter=turned)


def _percent(hits: int, n: int) -> Score:
    low, high = wilson(hits, n)
    return Score(100 * hits / n, 100 * low, 100 * high, n)
