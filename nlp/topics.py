"""The company's own topics: found by a few examples, without training, and by exact keywords.

For each topic a linear probe on the model's embedding is fitted in milliseconds: the topic's examples, labels and
keywords against our own corpus of other replies (logistic regression; the encoder stays as it is). A keyword counts on
its own: it names the topic whatever the model thinks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from conversation.reading import OwnTopic, TopicScore
from conversation.typed.folding import fold

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]

FEWEST_EXAMPLES = 3  # fewer say too little about what else belongs to a topic
STEPS, PACE, SHARPNESS = 300, 0.5, 8.0  # unit vectors are close together: the sharpness spreads them
DECAY = 0.1  # of the weights, a step: a probe of five examples must not fit their words
BACKGROUND = 450  # replies that stand for everything else
CORPUS = Path(__file__).parent / "corpus" / "train.jsonl"


@dataclass(frozen=True, slots=True)
class Probe:
    """A fitted direction in the embedding's space."""

    weights: Floats
    bias: float

    def chance(self, embedding: Floats) -> float:
        """Return the probability that a text with this embedding is about the topic."""
        return float(1 / (1 + np.exp(-(embedding @ self.weights + self.bias))))


class TopicFinder:
    """Finds own topics in texts; probes are fitted at a topic's first use and kept while it stays the same."""

    def __init__(self, embed: Embed, enough: float) -> None:
        self._embed = embed
        self._enough = enough  # the probability from which a topic counts (nlp/train_own_topics.py)
        self._probes: dict[OwnTopic, Probe] = {}
        self._background: Floats | None = None

    def find(self, text: str, embedding: Floats, topics: Sequence[OwnTopic]) -> tuple[TopicScore, ...]:
        """Return the own topics of one text, surest first; a keyword makes sure."""
        folded = fold(text)
        found = []
        for topic in topics:
            if any(pattern.search(folded) for pattern in _patterns(topic.keywords)):
                found.append(TopicScore(topic.name, 1.0))
            elif len(topic.examples) >= FEWEST_EXAMPLES:
                chance = self._probe(topic).chance(embedding)
                if chance >= self._enough:
                    found.append(TopicScore(topic.name, round(chance, 4)))
        return tuple(sorted(found, key=lambda score: -score.confidence))

    def _probe(self, topic: OwnTopic) -> Probe:
        if topic not in self._probes:
            self._probes[topic] = fit(self._embed([*topic.examples, *topic.keywords]), self._others(topic))
        return self._probes[topic]

    def _others(self, topic: OwnTopic) -> Floats:
        """Embeddings of other replies; those with the topic's keywords are not "other"."""
        if self._background is None:
            self._background = self._embed(background())
        patterns = _patterns(topic.keywords)
        rows = [not any(pattern.search(fold(text)) for pattern in patterns) for text in background()]
        others: Floats = self._background[np.array(rows)]
        return others


def fit(examples: Floats, others: Floats) -> Probe:
    """Return the probe that tells `examples` from `others`; both sides weigh the same."""
    rows = np.vstack([examples, others]).astype(np.float64) * SHARPNESS
    truth = np.r_[np.ones(len(examples)), np.zeros(len(others))]
    share = np.r_[np.full(len(examples), 0.5 / len(examples)), np.full(len(others), 0.5 / len(others))]
    weights, bias = np.zeros(rows.shape[1]), 0.0
    for _ in range(STEPS):
        error = share * (1 / (1 + np.exp(-(rows @ weights + bias))) - truth)
        weights -= PACE * (rows.T @ error + DECAY * weights / SHARPNESS)
        bias -= PACE * error.sum()
    return Probe((weights * SHARPNESS).astype(np.float32), float(bias))


@cache
def background() -> tuple[str, ...]:
    """Replies of our own corpus, written by hand, evenly over its topics; empty where the corpus was left out."""
    if not CORPUS.is_file():
        return ("ok", "danke", "thanks", "gut", "schlecht", "good", "bad", "keine ahnung", "no idea")
    with CORPUS.open(encoding="utf-8") as lines:
        by_hand = [line for line in lines if line.rstrip().endswith('"origin": "hand"}')]
    return tuple(str(json.loads(line)["text"]) for line in by_hand[:: max(1, len(by_hand) // BACKGROUND)])


@cache
def _patterns(keywords: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Whole words, folded, with the endings of a plural or a case: "Pool" finds "pools", not "Liverpool"."""
    folded = (re.escape(fold(keyword)) for keyword in keywords if keyword.strip())
    return tuple(re.compile(rf"(?<!\w){keyword}(?:e?[sn])?(?!\w)") for keyword in folded)


def merged(found: Sequence[TopicScore], own: Sequence[TopicScore]) -> tuple[TopicScore, ...]:
    """Return the model's topics and the company's as one, each once at its highest, surest first."""
    best: dict[str, TopicScore] = {}
    for score in (*found, *own):
        if score.topic not in best or best[score.topic].confidence < score.confidence:
            best[score.topic] = score
    return tuple(sorted(best.values(), key=lambda score: -score.confidence))
