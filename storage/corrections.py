"""What people at the desk corrected in the model's readings: who, when, from what to what. Training reads it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, select

from storage.columns import METADATA, JsonObject, UtcDateTime
from storage.responses import answers, readings
from storage.transactions import Transaction

corrections = Table(
    "corrections",
    METADATA,
    Column("id", String, primary_key=True),
    Column("answer_id", ForeignKey("answers.id"), nullable=False, index=True),
    Column("field", String, nullable=False),  # sentiment | kind | topics
    Column("was", String, nullable=False),  # topics separated by commas
    Column("value", String, nullable=False),
    Column("model", String, nullable=False),  # which model was wrong
    Column("who", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


def latest_reading(tx: Transaction, answer_id: str) -> JsonObject | None:
    """The reading of an answer that counts, or None."""
    query = select(readings).where(readings.c.answer_id == answer_id).order_by(readings.c.at.desc()).limit(1)
    row = tx.execute(query).mappings().first()
    return dict(row) if row is not None else None


def add_correction(tx: Transaction, row: JsonObject, reading: JsonObject) -> None:
    """Keep who corrected what, and the reading as it is right, which counts from now on."""
    tx.execute(corrections.insert(), [row])
    tx.execute(readings.insert(), [reading])


def list_corrections(tx: Transaction, limit: int = 10_000) -> list[JsonObject]:
    """Every correction with the text it is about, the newest first."""
    query = (
        select(corrections, answers.c.text)
        .join(answers, answers.c.id == corrections.c.answer_id)
        .order_by(corrections.c.at.desc(), corrections.c.id)
        .limit(limit)
    )
    return [dict(row) for row in tx.execute(query).mappings()]
