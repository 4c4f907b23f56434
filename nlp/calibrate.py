"""Makes confidences honest: a temperature per head, a threshold per topic, and the error that is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
TEMPERATURES = np.exp(np.linspace(np.log(0.3), np.log(6.0), 241))


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram: mean confidence, share right, and how many."""

    confidence: float
    accuracy: float
    count: int


def softmax(logits: Numbers, temperature: float = 1.0) -> Numbers:
    """Return class probabilities of rows of logits."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    powers = np.exp(scaled)
    result: Numbers = powers / powers.sum(axis=-1, keepdims=True)
    return result


def sigmoid(logits: Numbers, temperature: float = 1.0) -> Numbers:
    """Return probabilities of independent yes-no logits."""
    result: Numbers = 1.0 / (1.0 + np.exp(-np.clip(logits / temperature, -40, 40)))
    return result


def fit_temperature(logits: Numbers, classes: NDArray[np.int64]) -> float:
    """Return the temperature of least negative log likelihood (Guo et al. 2017)."""
    rows = np.arange(len(classes))
    losses = [-np.log(softmax(logits, t)[rows, classes] + 1e-12).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def fit_binary_temperature(logits: Numbers, truth: Numbers) -> float:
    """Return the temperature of least binary cross entropy over all cells."""
    losses = []
    for t in TEMPERATURES:
        chance = sigmoid(logits, t)
        losses.append(-(truth * np.log(chance + 1e-12) + (1 - truth) * np.log(1 - chance + 1e-12)).mean())
    return float(TEMPERATURES[int(np.argmin(losses))])


def best_threshold(
    chances: Numbers, truth: Numbers, weights: Numbers | None = None, least: float = 0.2, most: float = 0.8
) -> float:
    """Return the threshold of highest F1; 0.5 where there is nothing to find. Ties go towards 0.5."""
    if truth.sum() == 0:
        return 0.5
    weights = np.ones(len(truth)) if weights is None else weights / weights.mean()
    steps = [round(float(step), 2) for step in np.arange(least, most + 1e-9, 0.02)]
    return max(steps, key=lambda step: (round(f1(chances >= step, truth, weights), 4), -abs(step - 0.5)))


def f1(said: NDArray[np.bool_], truth: Numbers, weights: Numbers) -> float:
    """Return weighed F1 of yes-no answers; 0 where nothing is right."""
    right = float((said * truth * weights).sum())
    return 2 * right / (float((said * weights).sum()) + float((truth * weights).sum())) if right else 0.0


def abstain_below(confidences: Numbers, right: NDArray[np.bool_], wanted: float, most_unsure: float = 0.2) -> float:
    """Return the least confidence above which `wanted` of the answers are right, silent on `most_unsure` at most."""
    order = np.argsort(confidences)
    limit = int(len(order) * most_unsure)
    for cut in range(limit + 1):
        if right[order[cut:]].mean() >= wanted:
            return float(confidences[order[cut]]) if cut else 0.0
    return float(confidences[order[limit]])


def reliability(confidences: Numbers, right: NDArray[np.bool_], bins: int = 10) -> list[Bin]:
    """Return the filled bars of a reliability diagram with bins of equal width."""
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    return [
        Bin(float(confidences[places == i].mean()), float(right[places == i].mean()), int((places == i).sum()))
        for i in range(bins)
        if (places == i).any()
    ]


def calibration_error(confidences: Numbers, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error (0..1): the bars' distance from the diagonal, weighed by count."""
    bars = reliability(confidences, right, bins)
    total = sum(bar.count for bar in bars)
    return sum(bar.count * abs(bar.confidence - bar.accuracy) for bar in bars) / total if total else 0.0
