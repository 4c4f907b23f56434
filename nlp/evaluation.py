"""Runs a model over labelled sets and gathers one report: scores by set and language, baseline, speed, memory."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nlp.baselines import baselines, measure
from nlp.evaluate import Gold, SetScore, score_set
from nlp.own_topic_scores import OwnTopicScore, score_own_topics
from nlp.reader import OnnxReader

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Speed:
    """What one text costs, read alone (milliseconds), and the process's largest memory (megabytes)."""

    median_ms: float
    p95_ms: float
    texts_per_second: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Report:
    """Everything `echoloop evaluate` says."""

    model: str
    sets: tuple[SetScore, ...]
    baselines: dict[str, dict[str, dict[str, float]]]  # by name, then by set
    speed: Speed
    own_topics: tuple[OwnTopicScore, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        speed = {name: round(float(getattr(self.speed, name)), 3) for name in Speed.__slots__}
        return {
            "model": self.model,
            "speed": speed,
            "baselines": self.baselines,
            "own_topics": {
                one.topic: {"n": one.n, "precision": one.precision, "recall": one.recall, "f1": one.f1}
                for one in self.own_topics
            },
            "sets": [score.as_dict() for score in self.sets],
        }


class NoLabelledTextsError(ValueError):
    """There is nothing to measure against; the message says what was looked for."""


def read_gold(path: Path) -> list[Gold]:
    """Return the labelled texts of a JSON Lines file (text, lang, sentiment, topics, kind; null = not labelled)."""
    gold = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            topics = row.get("topics")
            kind = row.get("kind")
            gold.append(
                Gold(
                    text=str(row["text"]),
                    lang=str(row.get("lang", "")),
                    sentiment=row.get("sentiment"),
                    kind=None if kind == "query" else kind,
                    topics=None if topics is None else frozenset(topics),
                )
            )
    return gold


def labelled_files(data: Path | None) -> dict[str, Path]:
    """Return name -> file: the own development part, or every file of `data` that is not for training."""
    if data is None:
        return {"own": CORPUS / "dev.jsonl"}
    if data.is_file():
        return {data.stem: data}
    files = sorted(data.rglob("*.jsonl"))
    held_out = [path for path in files if not path.stem.endswith("train")]
    if not held_out:
        message = f"{data} holds no labelled texts (*.jsonl with text, lang, sentiment, topics)"
        raise NoLabelledTextsError(message)
    return {path.relative_to(data).with_suffix("").as_posix(): path for path in held_out}


def evaluate(
    reader: OnnxReader,
    files: dict[str, Path],
    most: int = 0,
    step: Callable[[str], None] = lambda _: None,
    *,
    compare: bool = True,
) -> Report:
    """Return the report on `files`; `most` > 0 takes only that many texts of each. `step` hears every set's name.

    `compare` False leaves out the baselines, which take longer than the model.
    """
    settings = reader.model.settings
    thresholds = dict(zip(settings.topics, settings.topic_thresholds, strict=True))
    yardsticks = baselines(read_gold(CORPUS / "train.jsonl")) if compare else []
    scores: list[SetScore] = []
    beaten: dict[str, dict[str, dict[str, float]]] = {one.name: {} for one in yardsticks}
    for name, path in files.items():
        step(name)
        gold = [one for one in read_gold(path) if one.text.strip()]
        gold = gold[:most] if most else gold
        seen = [one for one in reader.see_now([one.text for one in gold]) if one is not None]
        languages = sorted({one.lang for one in gold})
        parts = ["all", *languages] if len(languages) > 1 else languages
        scores += [score_set(name, gold, seen, thresholds, language) for language in parts]
        for one in yardsticks:
            if found := measure(one, gold):
                beaten[one.name][name] = found
    return Report(settings.name, tuple(scores), beaten, measure_speed(reader), tuple(score_own_topics(reader)))


def measure_speed(reader: OnnxReader, most: int = 200) -> Speed:
    """Return what one short text costs, on the own development part."""
    texts = [one.text for one in read_gold(CORPUS / "dev.jsonl")[:most]]
    reader.see_now(texts[:10])
    times = []
    for text in texts:
        begin = time.perf_counter()
        reader.see_now([text])
        times.append((time.perf_counter() - begin) * 1000)
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Speed(
        median_ms=statistics.median(times),
        p95_ms=statistics.quantiles(times, n=20)[18],
        texts_per_second=1000 / statistics.fmean(times),
        memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit,
    )
