"""Calibration: temperatures soften what is too sure, thresholds maximise F1, errors are measured right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.calibrate import (
    abstain_below,
    best_threshold,
    calibration_error,
    f1,
    fit_binary_temperature,
    fit_temperature,
    reliability,
    sigmoid,
    softmax,
)


@given(st.lists(st.lists(st.floats(-30, 30), min_size=3, max_size=3), min_size=1), st.floats(0.3, 6))
def test_softmax_gives_probabilities(logits: list[list[float]], temperature: float) -> None:
    """Every row sums to one, and the order of classes is kept."""
    rows = np.array(logits)
    chances = softmax(rows, temperature)
    assert np.allclose(chances.sum(axis=1), 1)
    assert np.all(chances >= 0)
    picked = rows[np.arange(len(rows)), chances.argmax(axis=1)]
    assert np.allclose(picked, rows.max(axis=1), atol=1e-6)


def test_temperature_mends_overconfidence() -> None:
    """Logits blown up three times get a temperature near three, and a smaller calibration error."""
    chance = np.random.default_rng(1)
    honest = chance.normal(size=(4000, 3)) * 1.5
    classes = np.array([chance.choice(3, p=row) for row in softmax(honest)])
    temperature = fit_temperature(honest * 3, classes)
    assert temperature == pytest.approx(3, rel=0.15)

    def error(heat: float) -> float:
        chances = softmax(honest * 3, heat)
        return calibration_error(chances.max(axis=1), chances.argmax(axis=1) == classes)

    assert error(temperature) < 0.03 < error(1.0)


def test_binary_temperature_mends_overconfidence() -> None:
    """The same for independent yes-no logits."""
    chance = np.random.default_rng(2)
    honest = chance.normal(size=(4000, 4))
    truth = (chance.random(honest.shape) < sigmoid(honest)).astype(float)
    assert fit_binary_temperature(honest * 2, truth) == pytest.approx(2, rel=0.15)


def test_threshold_is_where_f1_is_best() -> None:
    """A topic whose positives all lie above 0.3 gets a threshold that takes them and nothing else."""
    chances = np.array([0.05, 0.1, 0.22, 0.34, 0.4, 0.9])
    truth = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    threshold = best_threshold(chances, truth)
    assert 0.22 < threshold <= 0.34
    assert f1(chances >= threshold, truth, np.ones(6)) == 1.0


def test_threshold_without_examples_is_the_middle() -> None:
    """Where nobody marked a topic there is nothing to choose by."""
    assert best_threshold(np.array([0.1, 0.9]), np.zeros(2)) == 0.5


def test_abstaining_reaches_the_wanted_accuracy_or_stops() -> None:
    """The floor rises until enough of the rest is right, and never silences more than its share."""
    confidence = np.linspace(0.4, 0.99, 100)
    right = confidence > 0.5
    floor = abstain_below(confidence, right, wanted=0.95)
    assert right[confidence >= floor].mean() >= 0.95
    hopeless = abstain_below(confidence, np.zeros(100, dtype=bool), wanted=0.95, most_unsure=0.2)
    assert (confidence < hopeless).mean() == pytest.approx(0.2, abs=0.01)
    assert abstain_below(confidence, np.ones(100, dtype=bool), wanted=0.95) == 0.0


def test_error_is_zero_on_the_diagonal_and_one_at_the_far_corner() -> None:
    """Perfect confidence in right answers costs nothing; full confidence in wrong ones costs everything."""
    sure = np.ones(10)
    assert calibration_error(sure, np.ones(10, dtype=bool)) == 0.0
    assert calibration_error(sure, np.zeros(10, dtype=bool)) == 1.0
    assert sum(bar.count for bar in reliability(np.linspace(0, 1, 37), np.ones(37, dtype=bool))) == 37
