"""When a team is told at once: a score has really dropped, or a topic comes up far more often than it used to.

Both compare with the company's own past and are asked again and again, so the bar is higher than a chart's 95 %:

- A score drops where its 99 % interval of the change (Rocks 2016 for NPS, Newcombe 1998 for shares) lies below zero,
  with at least 20 answers now and before.
- A topic spikes where at least 5 comments name it and Fisher's exact test (1935), one-sided, finds its share higher
  than before with p < 0.01 over all topics and all hours of a day together (Bonferroni: 0.01 / topics / 24).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma

from insights.banded import FEWEST, score_of, thirds
from insights.scores import Score
from insights.trends import Change, score_change

Z_ALERT = 2.576  # 99 %
MOST_FALSE = 0.01 / 24  # spikes are looked for every hour
FEWEST_SCORES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A score that has really dropped."""

    scale: str
    now: Score
    before: Score
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """A topic named in `count` of `n` comments, where `expected` would be usual; `p` is Fisher's."""

    topic: str
    count: int
    n: int
    expected: float
    p: float


def dropped(scale: str, now: Mapping[str, int], before: Mapping[str, int]) -> Drop | None:
    """The drop of a score between two periods' bands, None where it may be chance or too few have answered."""
    if min(sum(thirds(scale, now)), sum(thirds(scale, before))) < FEWEST_SCORES:
        return None
    change, today, earlier = score_change(scale, now, before, Z_ALERT), score_of(scale, now), score_of(scale, before)
    if change is None or today is None or earlier is None or change.high >= 0:
        return None
    return Drop(scale=scale, now=today, before=earlier, change=change)


def spikes(now: Sequence[tuple[str, ...]], before: Sequence[tuple[str, ...]]) -> list[Spike]:
    """Topics that spike, given the topics of each comment now and before; the surest first."""
    topics = sorted({topic for named in (*now, *before) for topic in named})
    found = []
    for topic in topics:
        count, usual = sum(topic in named for named in now), sum(topic in named for named in before)
        if count < FEWEST or not before:
            continue
        p = fisher(count, len(now), usual, len(before))
        if p < MOST_FALSE / len(topics):
            expected = len(now) * usual / len(before)
            found.append(Spike(topic=topic, count=count, n=len(now), expected=expected, p=p))
    return sorted(found, key=lambda spike: (spike.p, spike.topic))


def fisher(hits: int, n: int, hits_before: int, n_before: int) -> float:
    """The chance of at least `hits` of `n`, were the share the same as `hits_before` of `n_before` (one-sided)."""
    total, drawn = n + n_before, hits + hits_before
    return min(1.0, sum(_chance(k, n, drawn, total) for k in range(hits, min(n, drawn) + 1)))


def _chance(k: int, n: int, drawn: int, total: int) -> float:
    """The hypergeometric chance of `k` among `n`, where `drawn` of `total` are hits."""
    if drawn - k > total - n:
        return 0.0
    return exp(_choose(n, k) + _choose(total - n, drawn - k) - _choose(total, drawn))


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
