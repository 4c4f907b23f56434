"""Turns a model's logits into readings: calibrated confidences, and "unsure" where they are too low."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conversation.reading import Kind, Reading, Sentiment, TopicScore
from nlp.calibrate import sigmoid, softmax
from nlp.onnx_model import ModelSettings, Outputs


@dataclass(frozen=True, slots=True)
class Seen:
    """Calibrated probabilities of one text, before anything is called unsure."""

    sentiment: Sentiment
    confidence: float
    mixed: float
    kind: Kind
    kind_confidence: float
    topics: tuple[float, ...]
    embedding: NDArray[np.float32]


def see(outputs: Outputs, settings: ModelSettings) -> list[Seen]:
    """Return the calibrated view of every row of `outputs`."""
    heat = settings.temperatures
    feelings = softmax(outputs.sentiment.astype(np.float64), heat["sentiment"])
    kinds = softmax(outputs.kind.astype(np.float64), heat["kind"])
    mixed = sigmoid(outputs.mixed.astype(np.float64), heat["mixed"])
    topics = sigmoid(outputs.topics.astype(np.float64), heat["topics"])
    return [
        Seen(
            sentiment=settings.sentiments[int(feelings[row].argmax())],  # type: ignore[arg-type]  # names checked by a test
            confidence=float(feelings[row].max()),
            mixed=float(mixed[row]),
            kind=settings.kinds[int(kinds[row].argmax())],  # type: ignore[arg-type]  # as above
            kind_confidence=float(kinds[row].max()),
            topics=tuple(float(chance) for chance in topics[row]),
            embedding=outputs.embedding[row],
        )
        for row in range(len(feelings))
    ]


def topics_of(seen: Seen, settings: ModelSettings) -> tuple[TopicScore, ...]:
    """Return the topics at or above their thresholds, surest first."""
    found = [
        TopicScore(topic, round(chance, 4))
        for topic, chance, least in zip(settings.topics, seen.topics, settings.topic_thresholds, strict=True)
        if chance >= least
    ]
    return tuple(sorted(found, key=lambda score: -score.confidence))


def judge(seen: Seen, settings: ModelSettings, language: str) -> Reading:
    """Return the reading: sentiment and kind are "unsure" below their floors."""
    floors = settings.floors
    return Reading(
        sentiment=seen.sentiment if seen.confidence >= floors["sentiment"] else "unsure",
        confidence=round(seen.confidence, 4),
        mixed=seen.mixed >= floors["mixed"],
        kind=seen.kind if seen.kind_confidence >= floors["kind"] else "unsure",
        kind_confidence=round(seen.kind_confidence, 4),
        topics=topics_of(seen, settings),
        language=language,
        model=settings.name,
    )
