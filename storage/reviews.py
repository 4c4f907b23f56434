"""Outside reviews among the responses: a text with a reading; its stars are a plain value that no score counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from conversation.reading import Reading
from storage.columns import JsonObject
from storage.responses import answers, readings, responses
from storage.transactions import Transaction

TEXT, STARS = "ask_text", "review_stars"


def has_review(tx: Transaction, response_id: str) -> bool:
    """Whether this review was taken in before."""
    return tx.execute(select(responses.c.id).where(responses.c.id == response_id)).first() is not None


def add_review(
    tx: Transaction,
    *,
    response: JsonObject,
    text: str,
    stars: float | None,
    reading: Reading | None,
    reading_id: str,
    at: datetime,
) -> None:
    """One response with its text, what the model saw in it, and its stars beside."""
    tx.execute(responses.insert(), response)
    row = {"response_id": response["id"], "scale": "", "score": None, "band": "", "at": at}
    written = f"{response['id']}.review"
    tx.execute(answers.insert(), row | {"id": written, "step": "review", "kind": TEXT, "value": text, "text": text})
    if stars is not None:
        given = {"id": f"{response['id']}.stars", "step": "stars", "kind": STARS, "value": stars, "text": ""}
        tx.execute(answers.insert(), row | given)
    if reading is not None and reading.model:
        tx.execute(
            readings.insert(),
            {
                "id": reading_id,
                "answer_id": written,
                "sentiment": reading.sentiment,
                "confidence": reading.confidence,
                "mixed": reading.mixed,
                "kind": reading.kind,
                "topics": [topic.as_json() for topic in reading.topics],
                "language": reading.language,
                "model": reading.model,
                "at": at,
            },
        )
