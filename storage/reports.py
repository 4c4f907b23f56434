"""What the dashboard shows, as read-only queries: scores by period, latest answers, open cases, planned contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storage.cases import cases
from storage.contacts import contacts
from storage.customers import customers
from storage.responses import answers, readings, responses
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class BandCount:
    """How many customers' latest scores of a period fell into one band; `sample` of them are sample data."""

    band: str
    count: int
    sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One answer with what the model read in it."""

    first_name: str
    channel: str
    flow: str
    language: str
    scale: str
    score: float | None
    band: str
    text: str
    sentiment: str | None
    confidence: float | None
    mixed: bool
    kind: str | None
    topics: list[dict[str, Any]]
    at: datetime
    sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One open case as the dashboard lists it."""

    number: int
    first_name: str
    team: str
    priority: str
    state: str
    owner: str
    opened_at: datetime
    first_answer_due_at: datetime
    first_answer_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One planned contact as the dashboard lists it."""

    first_name: str
    zone: str
    journey: str
    contact: str
    flow: str
    purpose: str
    due_at: datetime
    planned_for: datetime
    rule: str


def count_bands(tx: Transaction, *, scale: str, since: datetime, until: datetime) -> list[BandCount]:
    """Bands of one scale in [since, until): the latest score of each customer alone counts, partial responses too."""
    latest = (
        select(
            answers.c.band,
            responses.c.sample,
            func.row_number()
            .over(partition_by=responses.c.customer_id, order_by=(answers.c.at.desc(), answers.c.id.desc()))
            .label("age"),
        )
        .join(responses, responses.c.id == answers.c.response_id)
        .where(answers.c.scale == scale, answers.c.at >= since, answers.c.at < until, answers.c.score.is_not(None))
        .subquery()
    )
    query = (
        select(latest.c.band, latest.c.sample, func.count())
        .where(latest.c.age == 1)
        .group_by(latest.c.band, latest.c.sample)
    )
    found: dict[str, BandCount] = {}
    for band, sample, count in tx.execute(query):
        known = found.get(band, BandCount(band=band, count=0, sample=0))
        found[band] = BandCount(band=band, count=known.count + count, sample=known.sample + (count if sample else 0))
    return sorted(found.values(), key=lambda row: row.band)


def latest_answers(tx: Transaction, *, limit: int) -> list[AnswerRow]:
    """The newest scores and texts, each with its newest reading where one was made."""
    redone = readings.alias("redone")  # a text may have been read again: the newest reading is shown
    newest = select(func.max(redone.c.at)).where(redone.c.answer_id == answers.c.id).scalar_subquery()
    query = (
        select(
            customers.c.first_name,
            responses.c.channel,
            responses.c.flow,
            responses.c.language,
            answers.c.scale,
            answers.c.score,
            answers.c.band,
            answers.c.text,
            readings.c.sentiment,
            readings.c.confidence,
            func.coalesce(readings.c.mixed, False).label("mixed"),
            readings.c.kind,
            readings.c.topics,
            answers.c.at,
            responses.c.sample,
        )
        .join(responses, responses.c.id == answers.c.response_id)
        .join(customers, customers.c.id == responses.c.customer_id)
        .outerjoin(readings, (readings.c.answer_id == answers.c.id) & (readings.c.at == newest))
        .where(answers.c.kind.in_(("ask_score", "ask_text")))
        .order_by(answers.c.at.desc(), answers.c.id.desc())
        .limit(limit)
    )
    return [AnswerRow(**{**row, "topics": row["topics"] or []}) for row in tx.execute(query).mappings()]


def open_cases(tx: Transaction, *, limit: int) -> list[CaseRow]:
    """Cases that are not resolved, the most urgent first answer first."""
    query = (
        select(
            cases.c.number,
            customers.c.first_name,
            cases.c.team,
            cases.c.priority,
            cases.c.state,
            cases.c.owner,
            cases.c.opened_at,
            cases.c.first_answer_due_at,
            cases.c.first_answer_at,
        )
        .join(customers, customers.c.id == cases.c.customer_id)
        .where(cases.c.state != "resolved")
        .order_by(cases.c.first_answer_at.is_not(None), cases.c.first_answer_due_at, cases.c.number)
        .limit(limit)
    )
    return [CaseRow(**row) for row in tx.execute(query).mappings()]


def planned_contacts(tx: Transaction, *, until: datetime, limit: int) -> list[ContactRow]:
    """Contacts planned until a moment, the next first."""
    query = (
        select(
            customers.c.first_name,
            customers.c.zone,
            contacts.c.journey,
            contacts.c.contact,
            contacts.c.flow,
            contacts.c.purpose,
            contacts.c.due_at,
            contacts.c.planned_for,
            contacts.c.rule,
        )
        .join(customers, customers.c.id == contacts.c.customer_id)
        .where(contacts.c.state == "planned", contacts.c.due_at < until)
        .order_by(contacts.c.due_at, contacts.c.id)
        .limit(limit)
    )
    return [ContactRow(**row) for row in tx.execute(query).mappings()]
