"""Fits temperatures, floors and topic thresholds on development texts and writes reading.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from conversation.reading import TOPICS
from nlp.calibrate import (
    abstain_below,
    best_threshold,
    fit_binary_temperature,
    fit_temperature,
    sigmoid,
    softmax,
)
from nlp.onnx_model import OnnxModel, Outputs
from nlp.train_data import Example
from nlp.train_export import write_settings
from nlp.train_model import KIND_CLASSES, SENTIMENT_CLASSES
from nlp.train_narrow import NARROW, kept_apart, read_narrow
from nlp.train_own_topics import own_topic_threshold

NEUTRAL: dict[str, object] = {
    "sentiments": list(SENTIMENT_CLASSES),
    "kinds": list(KIND_CLASSES),
    "topics": list(TOPICS),
    "temperatures": {"sentiment": 1.0, "kind": 1.0, "mixed": 1.0, "topics": 1.0},
    "floors": {"sentiment": 0.0, "kind": 0.0, "mixed": 0.5},
    "topic_thresholds": dict.fromkeys(TOPICS, 0.5),
}


def calibrate(folder: Path, name: str, sets: Mapping[str, Sequence[Example]], own: str) -> dict[str, object]:
    """Return the settings fitted on development `sets` and write them to `folder`.

    Temperatures and floors come from the set named `own` (chat answers, as the model will meet them),
    topic thresholds from all sets that have topics, that of own topics from narrow topics kept apart from training.
    """
    write_settings(folder, {"name": name} | NEUTRAL)
    model = OnnxModel(folder)
    runs = {key: model.run([example.text for example in part]) for key, part in sets.items()}
    heat = {
        "sentiment": _sentiment_heat(sets[own], runs[own]),
        "kind": fit_temperature(*_kind_rows(sets[own], runs[own])),
        "mixed": 1.0,
        "topics": _topic_heat(sets[own], runs[own]),
    }
    thresholds = {topic: _threshold(i, sets, runs, heat["topics"], own) for i, topic in enumerate(TOPICS)}
    settings = {
        "name": name,
        **NEUTRAL,
        "temperatures": {key: round(value, 4) for key, value in heat.items()},
        "floors": _floors(sets[own], runs[own], heat),
        "topic_thresholds": thresholds,
        "own_topic_threshold": own_topic_threshold(
            lambda texts: model.run(texts).embedding, kept_apart(read_narrow(NARROW))
        ),
    }
    write_settings(folder, settings)
    return settings


def _sentiment_heat(part: Sequence[Example], run: Outputs) -> float:
    rows = [i for i, example in enumerate(part) if example.sentiment]
    truth = np.array([SENTIMENT_CLASSES.index(part[i].sentiment or "neutral") for i in rows])
    return fit_temperature(run.sentiment[rows].astype(np.float64), truth)


def _kind_rows(part: Sequence[Example], run: Outputs) -> tuple[np.ndarray, np.ndarray]:
    truth = np.array([KIND_CLASSES.index(example.kind or "other") for example in part])
    return run.kind.astype(np.float64), truth


def _topic_rows(
    sets: Mapping[str, Sequence[Example]], runs: Mapping[str, Outputs], own: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return logits, truth and weights of all texts with topics; the own set weighs three times another."""
    logits, truth, weights = [], [], []
    for key, part in sets.items():
        rows = [i for i, example in enumerate(part) if example.topics is not None]
        for row in rows:
            logits.append(runs[key].topics[row])
            truth.append([float(topic in (part[row].topics or ())) for topic in TOPICS])
            weights.append((3.0 if key == own else 1.0) / len(rows))
    return np.array(logits, dtype=np.float64), np.array(truth), np.array(weights)


def _topic_heat(part: Sequence[Example], run: Outputs) -> float:
    logits, truth, _ = _topic_rows({"own": part}, {"own": run}, "own")
    return fit_binary_temperature(logits, truth)


def _threshold(
    topic: int, sets: Mapping[str, Sequence[Example]], runs: Mapping[str, Outputs], heat: float, own: str
) -> float:
    logits, truth, weights = _topic_rows(sets, runs, own)
    return best_threshold(sigmoid(logits[:, topic], heat), truth[:, topic], weights)


def _floors(part: Sequence[Example], run: Outputs, heat: Mapping[str, float]) -> dict[str, float]:
    rows = [i for i, example in enumerate(part) if example.sentiment]
    chances = softmax(run.sentiment[rows].astype(np.float64), heat["sentiment"])
    truth = np.array([SENTIMENT_CLASSES.index(part[i].sentiment or "neutral") for i in rows])
    kinds, kind_truth = _kind_rows(part, run)
    kind_chances = softmax(kinds, heat["kind"])
    return {
        "sentiment": round(abstain_below(chances.max(1), chances.argmax(1) == truth, 0.95), 3),
        "kind": round(abstain_below(kind_chances.max(1), kind_chances.argmax(1) == kind_truth, 0.95, 0.1), 3),
        "mixed": 0.5,
    }
