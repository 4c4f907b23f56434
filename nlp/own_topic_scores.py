"""Measures how well topics of a company's own are found by a handful of examples, on replies written for that.

Every topic of corpus/own_topics.jsonl has a few examples, replies about it in other words, and near misses; replies
about another topic count as misses as well. No keywords help here: what is measured is the embedding and the probe.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from conversation.reading import OwnTopic
from nlp.reader import OnnxReader

REPLIES = Path(__file__).parent / "corpus" / "own_topics.jsonl"


@dataclass(frozen=True, slots=True)
class OwnTopicScore:
    """One topic: how many replies are about it, the share of finds that were right, the share that was found."""

    topic: str
    n: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where nothing was found."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score_own_topics(reader: OnnxReader, path: Path = REPLIES) -> list[OwnTopicScore]:
    """Return a score a topic, in the file's order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    topics = [OwnTopic(row["topic"], tuple(row["examples"])) for row in rows]
    texts = [(row["topic"], text) for row in rows for text in row["about"]]
    texts += [("", text) for row in rows for text in row["not"]]
    seen = reader.see_now([text for _, text in texts])
    found = [
        {one.topic for one in reader.finder.find(text, view.embedding, topics)} if view else set[str]()
        for (_, text), view in zip(texts, seen, strict=True)
    ]
    return [_score(topic.name, [truth for truth, _ in texts], found) for topic in topics]


def _score(topic: str, truth: list[str], found: list[set[str]]) -> OwnTopicScore:
    said = sum(topic in each for each in found)
    right = sum(topic in each and about == topic for about, each in zip(truth, found, strict=True))
    n = truth.count(topic)
    return OwnTopicScore(topic, n, right / said if said else 0.0, right / n)
