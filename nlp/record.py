"""One text's view as a flat record: what `echoloop classify` writes and scorers read."""

from __future__ import annotations

from conversation.reading import Reading
from nlp.judge import Seen
from nlp.read_texts import Text


def record(text: Text, seen: Seen | None, reading: Reading) -> dict[str, object]:
    """Return the record: likeliest sentiment and kind, whether a flow would call them unsure, topics by name.

    An empty text is neutral, unsure, of kind other.
    """
    row: dict[str, object] = {"text": text.text} if text.id is None else {"id": text.id, "text": text.text}
    if seen is None:
        empty: dict[str, object] = {
            "sentiment": "neutral", "confidence": 0.0, "unsure": True, "mixed": False, "kind": "other",
            "kind_confidence": 0.0, "kind_unsure": True, "topics": [], "topic_confidences": {}, "topic_sentiments": {},
            "language": "",
        }  # fmt: skip
        return row | empty | {"model": reading.model}
    return row | {
        "sentiment": seen.sentiment,
        "confidence": reading.confidence,
        "unsure": reading.sentiment == "unsure",
        "mixed": reading.mixed,
        "kind": seen.kind,
        "kind_confidence": reading.kind_confidence,
        "kind_unsure": reading.kind == "unsure",
        "topics": list(reading.topic_names),
        "topic_confidences": {score.topic: score.confidence for score in reading.topics},
        "topic_sentiments": {score.topic: score.sentiment for score in reading.topics if score.sentiment},
        "language": reading.language,
        "model": reading.model,
    }
