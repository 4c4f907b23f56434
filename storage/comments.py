"""Comments with what was read in them, and how far each flow's questions were answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, case, exists, func, select

from storage.contacts import contacts
from storage.responses import answers, readings, responses
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One text: its newest reading, and the NPS band given in the same response ("" = not asked)."""

    sentiment: str
    topics: tuple[str, ...]
    band: str
    felt: Mapping[str, str] = field(default_factory=dict)  # about a topic, where the text is of two minds


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One flow: contacts opened, answered at all, answered to the end."""

    flow: str
    asked: int
    answered: int
    completed: int


def comments_since(tx: Transaction, since: datetime) -> Iterator[CommentRow]:
    """Every text since a moment that was read, oldest first."""
    redone, recommend = readings.alias("redone"), answers.alias("recommend")
    newest = select(func.max(redone.c.at)).where(redone.c.answer_id == answers.c.id).scalar_subquery()
    same = and_(recommend.c.response_id == answers.c.response_id, recommend.c.scale == "nps")
    query = (
        select(readings.c.sentiment, readings.c.topics, func.coalesce(recommend.c.band, ""))
        .select_from(answers)
        .join(readings, and_(readings.c.answer_id == answers.c.id, readings.c.at == newest))
        .outerjoin(recommend, same)
        .where(answers.c.kind == "ask_text", answers.c.at >= since)
        .order_by(answers.c.at, answers.c.id)
    )
    for row in tx.execute(query.execution_options(yield_per=2000)):
        topics = row[1] or []
        felt = {each["topic"]: each["sentiment"] for each in topics if each.get("sentiment")}
        yield CommentRow(row[0], tuple(each["topic"] for each in topics), row[2], felt)


def funnels_since(tx: Transaction, since: datetime) -> list[FunnelRow]:
    """Surveys opened since a moment, by flow: a contact counts once, however many answers it brought."""
    gave = exists().where(answers.c.response_id == responses.c.id)
    began = (
        select(responses.c.contact_id, responses.c.state).where(responses.c.contact_id.is_not(None), gave).subquery()
    )
    done = func.sum(case((began.c.state == "completed", 1), else_=0))
    query = (
        select(contacts.c.flow, func.count(), func.count(began.c.contact_id), done)
        .select_from(contacts)
        .outerjoin(began, began.c.contact_id == contacts.c.id)
        .where(contacts.c.state == "opened", contacts.c.purpose == "survey", contacts.c.settled_at >= since)
        .group_by(contacts.c.flow)
        .order_by(contacts.c.flow)
    )
    return [FunnelRow(*row) for row in tx.execute(query)]
