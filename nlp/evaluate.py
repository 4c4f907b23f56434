"""Measures readings against labelled texts: accuracy, F1, topics, kinds, calibration, abstention.

All figures are shares between 0 and 1. A label that a set does not give is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from conversation.reading import TOPICS
from nlp.calibrate import Bin, calibration_error, reliability
from nlp.judge import Seen

SENTIMENTS = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled text; None stands for a label that was not given."""

    text: str
    lang: str
    sentiment: str | None = None
    kind: str | None = None
    topics: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class SentimentScore:
    """How well the sentiment was read; `sure_accuracy` counts the 80 % of highest confidence only."""

    n: int
    accuracy: float
    macro_f1: float
    macro_recall: float
    calibration_error: float
    sure_accuracy: float
    majority_accuracy: float
    majority_macro_f1: float
    confusion: dict[str, dict[str, int]]
    reliability: list[Bin]


@dataclass(frozen=True, slots=True)
class TopicsScore:
    """How well topics were found, over all cells and for each topic that occurs."""

    n: int
    micro_f1: float
    macro_f1: float
    calibration_error: float
    majority_micro_f1: float
    per_topic: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class KindScore:
    """How well the kind was read, and the wish to be left alone in particular."""

    n: int
    accuracy: float
    macro_f1: float
    opt_out_precision: float
    opt_out_recall: float
    majority_accuracy: float


@dataclass(frozen=True, slots=True)
class SetScore:
    """One set in one language ("all" = both)."""

    name: str
    language: str
    n: int
    sentiment: SentimentScore | None
    topics: TopicsScore | None
    kind: KindScore | None

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return asdict(self)


def score_set(
    name: str, gold: Sequence[Gold], seen: Sequence[Seen], thresholds: Mapping[str, float], language: str = "all"
) -> SetScore:
    """Return the scores of one set; `thresholds` say from which probability on a topic counts."""
    rows = [i for i, one in enumerate(gold) if language in ("all", one.lang)]
    feeling = [i for i in rows if gold[i].sentiment is not None]
    about = [i for i in rows if gold[i].topics is not None]
    kinds = [i for i in rows if gold[i].kind is not None]
    return SetScore(
        name=name,
        language=language,
        n=len(rows),
        sentiment=_sentiment([(gold[i], seen[i]) for i in feeling]) if feeling else None,
        topics=_topics([(gold[i], seen[i]) for i in about], thresholds) if about else None,
        kind=_kind([(gold[i], seen[i]) for i in kinds]) if kinds else None,
    )


def _sentiment(pairs: Sequence[tuple[Gold, Seen]]) -> SentimentScore:
    truth = [str(gold.sentiment) for gold, _ in pairs]
    said = [str(seen.sentiment) for _, seen in pairs]
    confidence = np.array([seen.confidence for _, seen in pairs])
    right = np.array([a == b for a, b in zip(truth, said, strict=True)])
    sure = np.argsort(-confidence, kind="stable")[: max(1, round(len(pairs) * 0.8))]
    most = max(SENTIMENTS, key=truth.count)
    return SentimentScore(
        n=len(pairs),
        accuracy=float(right.mean()),
        macro_f1=macro_f1(truth, said, SENTIMENTS),
        macro_recall=macro_recall(truth, said),
        calibration_error=calibration_error(confidence, right),
        sure_accuracy=float(right[sure].mean()),
        majority_accuracy=truth.count(most) / len(truth),
        majority_macro_f1=macro_f1(truth, [most] * len(truth), SENTIMENTS),
        confusion={a: {b: sum(t == a and s == b for t, s in zip(truth, said, strict=True)) for b in SENTIMENTS}
                   for a in SENTIMENTS},
        reliability=reliability(confidence, right),
    )  # fmt: skip


def macro_f1(truth: Sequence[str], said: Sequence[str], classes: Sequence[str]) -> float:
    """Return the mean F1 of the classes that occur in `truth`."""
    found = [_f1_of(truth, said, name) for name in classes if name in truth]
    return float(np.mean(found)) if found else 0.0


def macro_recall(truth: Sequence[str], said: Sequence[str]) -> float:
    """Return the mean recall of the classes that occur in `truth`."""
    names = sorted(set(truth))
    return float(np.mean([sum(t == n == s for t, s in zip(truth, said, strict=True)) / truth.count(n) for n in names]))


def _f1_of(truth: Sequence[str], said: Sequence[str], name: str) -> float:
    both = sum(t == name == s for t, s in zip(truth, said, strict=True))
    return 2 * both / (truth.count(name) + said.count(name)) if both else 0.0


def _topics(pairs: Sequence[tuple[Gold, Seen]], thresholds: Mapping[str, float]) -> TopicsScore:
    truth = np.array([[topic in (gold.topics or ()) for topic in TOPICS] for gold, _ in pairs])
    chances = np.array([seen.topics for _, seen in pairs])
    said = chances >= np.array([thresholds[topic] for topic in TOPICS])
    most = np.zeros_like(truth)
    most[:, int(truth.sum(0).argmax())] = True
    per_topic = {topic: _cells(truth[:, i], said[:, i]) for i, topic in enumerate(TOPICS) if truth[:, i].any()}
    clear = np.maximum(chances, 1 - chances)
    return TopicsScore(
        n=len(pairs),
        micro_f1=_cells(truth, said)["f1"],
        macro_f1=float(np.mean([cells["f1"] for cells in per_topic.values()])) if per_topic else 0.0,
        calibration_error=calibration_error(clear.ravel(), ((chances >= 0.5) == truth).ravel()),
        majority_micro_f1=_cells(truth, most)["f1"],
        per_topic=per_topic,
    )


def _cells(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> dict[str, float]:
    both = float((truth & said).sum())
    precision = both / said.sum() if said.any() else 0.0
    recall = both / truth.sum() if truth.any() else 0.0
    total = float(truth.sum() + said.sum())
    return {
        "n": float(truth.sum()),
        "precision": float(precision),
        "recall": float(recall),
        "f1": 2 * both / total if total else 0.0,
    }


def _kind(pairs: Sequence[tuple[Gold, Seen]]) -> KindScore:
    truth = [str(gold.kind) for gold, _ in pairs]
    said = [str(seen.kind) for _, seen in pairs]
    out = _cells(np.array([t == "opt_out" for t in truth]), np.array([s == "opt_out" for s in said]))
    return KindScore(
        n=len(pairs),
        accuracy=sum(t == s for t, s in zip(truth, said, strict=True)) / len(truth),
        macro_f1=macro_f1(truth, said, sorted(set(truth))),
        opt_out_precision=out["precision"],
        opt_out_recall=out["recall"],
        majority_accuracy=max(truth.count(name) for name in set(truth)) / len(truth),
    )
