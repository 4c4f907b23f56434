"""Answers in words that another model should read again; what people corrected is left as it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select

from storage.columns import JsonObject
from storage.corrections import corrections
from storage.responses import answers, readings
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """One answer in words: its id, what was written, and when."""

    id: str
    text: str
    at: datetime


_UNREAD = (
    answers.c.at >= bindparam("since"),
    answers.c.text != "",
    exists(select(readings.c.id).where(readings.c.answer_id == answers.c.id)),  # no model was asked to read the others
    ~exists(select(readings.c.id).where(readings.c.answer_id == answers.c.id, readings.c.model == bindparam("model"))),
    ~exists(select(corrections.c.id).where(corrections.c.answer_id == answers.c.id)),
)
_NEXT = select(answers.c.id, answers.c.text, answers.c.at).where(*_UNREAD).order_by(answers.c.at, answers.c.id)


def unread_by(tx: Transaction, model: str, *, since: datetime, limit: int) -> list[UnreadRow]:
    """The oldest answers since then that this model has not read yet."""
    rows = tx.execute(_NEXT.limit(limit), {"model": model, "since": since})
    return [UnreadRow(*row) for row in rows]


def count_unread_by(tx: Transaction, model: str, *, since: datetime) -> int:
    """How many there are."""
    query = select(func.count()).select_from(answers).where(*_UNREAD)
    return int(tx.execute(query, {"model": model, "since": since}).scalar_one())


def add_readings(tx: Transaction, rows: Sequence[JsonObject]) -> None:
    """Put further readings beside those there are; the newest counts."""
    if rows:
        tx.execute(readings.insert(), list(rows))
