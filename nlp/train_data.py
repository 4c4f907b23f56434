"""Reads the text sets a model is trained on: which files, how they are weighed, what their labels mean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nlp.language import guess_language
from nlp.mask import mask
from nlp.tidy import tidy

_WORDS_THAT_ASK = (
    "what when where who why how which can could do does did is are am will would may should has have "
    "was wann wo wer warum wieso weshalb wie welche welcher welches kann könnte gibt ist sind hat"
)
QUESTION_WORDS = frozenset(_WORDS_THAT_ASK.split())


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text; a label that nobody gave is None and trains nothing."""

    text: str
    lang: str
    sentiment: str | None = None
    mixed: bool | None = None
    kind: str | None = None
    topics: tuple[str, ...] | None = None
    weight: float = 1.0
    source: str = ""


@dataclass(frozen=True, slots=True)
class TextSet:
    """One file of a set: how much its labels count, and how often its texts are drawn."""

    name: str
    weight: float = 1.0
    repeat: float = 1.0


TRAINING_SETS: tuple[TextSet, ...] = (
    TextSet("dynasent/r1_dev", weight=1.3, repeat=2.5),
    TextSet("uci_sentences/train"),
    TextSet("m_absa_de/train", repeat=1.8),
    TextSet("m_absa_en/train", repeat=0.8),
    TextSet("mobasa/train", repeat=5.0),
    TextSet("mams/train", repeat=0.6),
    TextSet("umsab_de/train", repeat=2.0),
    TextSet("umsab_en/train", repeat=2.0),
    TextSet("semeval2013_tweets/train", weight=0.8, repeat=0.7),
    TextSet("sb10k/train", weight=0.5, repeat=0.5),
    TextSet("potts/train", weight=0.7, repeat=0.8),
    TextSet("massive_de/train", repeat=1.5),
    TextSet("nlupp_hotels/train"),
    TextSet("banking77/train", weight=0.6, repeat=0.4),
    TextSet("clinc150/train", weight=0.6, repeat=0.4),
    TextSet("bitext_cs/train", weight=0.6, repeat=0.4),
)


def read_rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the objects of one JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def read_set(data: Path, text_set: TextSet) -> list[Example]:
    """Return the labelled texts of one public set below `data`; queries become questions and requests."""
    examples = []
    for row in read_rows(data / f"{text_set.name}.jsonl"):
        text = tidy(str(row["text"]))
        if text:
            examples.append(_example(row, text, text_set))
    return examples


def _example(row: dict[str, object], text: str, text_set: TextSet) -> Example:
    query = row.get("kind") == "query"
    weak = 0.4 if row.get("weak_sentiment") else 1.0
    topics = row["topics"]
    return Example(
        text=text,
        lang=str(row["lang"]),
        sentiment=str(row["sentiment"]) if row["sentiment"] else None,
        mixed=None,
        kind=query_kind(text) if query else None,
        topics=tuple(str(topic) for topic in topics) if isinstance(topics, list) else None,
        weight=text_set.weight * weak,
        source=text_set.name,
    )


def query_kind(text: str) -> str:
    """Return what a chatbot query is: a question where it asks, a request where it orders."""
    first = text.lower().split(maxsplit=1)[0]
    return "question" if text.rstrip().endswith("?") or first in QUESTION_WORDS else "request"


def read_corpus(path: Path) -> list[Example]:
    """Return the examples of Echoloop's own corpus (every label given)."""
    return [
        Example(
            text=tidy(str(row["text"])),
            lang=str(row["lang"]),
            sentiment=str(row["sentiment"]),
            mixed=bool(row["mixed"]),
            kind=str(row["kind"]),
            topics=tuple(str(topic) for topic in row["topics"]) if isinstance(row["topics"], list) else (),
            weight=1.5,
            source=str(row.get("origin", path.stem)),
        )
        for row in read_rows(path)
    ]


def corrected(rows: Iterable[Mapping[str, object]]) -> list[Example]:
    """Return what people corrected as examples: rows of answer_id, text, field, value; persons' data is masked.

    Rows come newest first, and of two corrections of one field the newer counts. What nobody looked at trains nothing.
    """
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        answer = found.setdefault(str(row["answer_id"]), {"text": tidy(mask(str(row["text"])))})
        value = str(row["value"])
        right = tuple(filter(None, value.split(","))) if row["field"] == "topics" else value
        answer.setdefault(str(row["field"]), right)
    return [
        Example(
            text=str(one["text"]),
            lang=guess_language(str(one["text"])),
            sentiment=_word(one.get("sentiment")),
            kind=_word(one.get("kind")),
            topics=topics if isinstance(topics := one.get("topics"), tuple) else None,
            weight=2.0,
            source="corrected",
        )
        for one in found.values()
    ]


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value != "unsure" else None
