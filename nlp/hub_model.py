"""Reads sentiment or topics with any Hugging Face model instead of the bundled one's head (needs the [torch] extra).

A model is named as `owner/name@revision`, so that nobody's push changes what customers' words mean, or as a folder.
Weights are fetched once into a cache. A model trained to tell entailment answers as a zero-shot classifier: our topics
are its candidate labels.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from conversation.reading import TOPICS, Reading, Sentiment, TopicScore
from nlp.onnx_model import ModelUnavailableError

if TYPE_CHECKING:
    from transformers import Pipeline

Head = Literal["sentiment", "topics"]

EXTRA = "pip install 'torch==2.13.0'"
AT_ONCE = 16
SURE = 0.5  # a topic of a foreign model counts from here: it has no thresholds of ours
SENTIMENT_OF: dict[str, Sentiment] = {
    "negative": "negative", "neg": "negative", "negativ": "negative", "1 star": "negative", "2 stars": "negative",
    "neutral": "neutral", "neu": "neutral", "3 stars": "neutral", "mixed": "neutral",
    "positive": "positive", "pos": "positive", "positiv": "positive", "4 stars": "positive", "5 stars": "positive",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HubName:
    """Which model, at which revision ("" for a folder), cached where, and what its labels mean beyond our own words."""

    name: str
    revision: str = ""
    cache: Path | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


def parse_name(text: str, *, cache: Path | None = None, labels: Mapping[str, str] | None = None) -> HubName:
    """Return the model that a setting names; raises ModelUnavailableError where it is not pinned."""
    if Path(text).is_dir():
        return HubName(name=text, labels=labels or {})
    name, at, revision = text.partition("@")
    if not at or not revision or name.count("/") != 1:
        message = f"{text!r} is not pinned: write owner/name@revision (a commit or a tag), or name a folder"
        raise ModelUnavailableError(message)
    return HubName(name=name, revision=revision, cache=cache, labels=labels or {})


class HubModel:
    """One foreign model behind one head; loaded at the first text. Raises ModelUnavailableError, in one line."""

    def __init__(self, name: HubName, head: Head) -> None:
        self._name = name
        self._head = head
        self._pipeline: Pipeline | None = None
        self._zero_shot = False

    @property
    def name(self) -> str:
        """How the settings name it."""
        return f"{self._name.name}@{self._name.revision}".rstrip("@")

    def improve(self, texts: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
        """Return the readings with this model's view in place of the bundled head's; empty texts stay as they are."""
        from dataclasses import replace

        places = [place for place, text in enumerate(texts) if text.strip()]
        better = list(readings)
        for place, scores in zip(places, self._scores([texts[place] for place in places]), strict=True):
            if self._head == "topics":
                better[place] = replace(better[place], topics=_topics(scores), model=self._says(better[place]))
            else:
                sentiment, chance = max(scores.items(), key=lambda item: item[1])
                better[place] = replace(
                    better[place],
                    sentiment=sentiment,  # type: ignore[arg-type]  # _meaning gives only ours
                    confidence=round(chance, 4),
                    model=self._says(better[place]),
                )
        return better

    def _says(self, reading: Reading) -> str:
        return f"{reading.model}+{self.name}"

    def _scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """One table of our labels and their chances a text."""
        if not texts:
            return []
        run = self._load()
        if self._zero_shot:
            labels = {topic.replace("_", " and "): topic for topic in TOPICS if topic != "other"}
            found = run(list(texts), list(labels), multi_label=True, batch_size=AT_ONCE)
            return [
                {labels[label]: chance for label, chance in zip(one["labels"], one["scores"], strict=True)}
                for one in found
            ]
        return [self._mean(rows) for rows in run(list(texts), top_k=None, truncation=True, batch_size=AT_ONCE)]

    def _mean(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        """Chances by our labels; several labels of theirs may mean one of ours (1 star and 2 stars)."""
        table: dict[str, float] = {}
        for row in rows:
            label = self._meaning(str(row["label"]))
            table[label] = table.get(label, 0.0) + float(row["score"])
        return table

    def _meaning(self, label: str) -> str:
        said = self._name.labels.get(label, label)
        ours = said if said in TOPICS else SENTIMENT_OF.get(said.lower(), "")
        if (self._head == "topics") != (ours in TOPICS) or not ours:
            setting = f"nlp.{'topic' if self._head == 'topics' else 'sentiment'}_labels"
            message = (
                f"{self._name.name} says {label!r}, which is no {self._head} of ours: give its meaning in {setting}"
            )
            raise ModelUnavailableError(message)
        return ours

    def _load(self) -> Pipeline:
        if self._pipeline is None:
            if importlib.util.find_spec("torch") is None:
                raise ModelUnavailableError(f"{self._name.name} needs PyTorch, which is not installed: {EXTRA}")
            self._pipeline = self._fetch()
        return self._pipeline

    def _fetch(self) -> Pipeline:
        from transformers import AutoConfig, pipeline

        build: Any = pipeline  # its overloads know every task but one that is chosen here
        where: dict[str, Any] = {"revision": self._name.revision or None, "cache_dir": self._name.cache}
        try:
            config = AutoConfig.from_pretrained(self._name.name, **where)
            self._zero_shot = any("entail" in str(label).lower() for label in config.label2id)
            task = "zero-shot-classification" if self._zero_shot else "text-classification"
            found: Pipeline = build(
                task,
                model=self._name.name,
                revision=where["revision"],
                device="cpu",
                model_kwargs={"cache_dir": self._name.cache},
            )
        except (OSError, ValueError) as error:
            why = str(error).splitlines()[0][:160]
            message = f"{self._name.name} cannot be had ({why}): check name, revision and network, or name a folder"
            raise ModelUnavailableError(message) from error
        return found


def _topics(scores: Mapping[str, float]) -> tuple[TopicScore, ...]:
    found = [TopicScore(topic, round(chance, 4)) for topic, chance in scores.items() if chance >= SURE]
    return tuple(sorted(found, key=lambda score: -score.confidence))
