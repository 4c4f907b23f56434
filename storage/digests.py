"""What digests, alerts and the closed-loop figures are counted from, as read-only queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from storage.cases import case_events, cases
from storage.contacts import contacts
from storage.customers import customers
from storage.gestures import gestures
from storage.recoveries import recoveries
from storage.responses import answers, readings, responses
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardRow:
    """One text that was read: what was seen in it, and how sure the model was of the sentiment."""

    text: str
    sentiment: str
    confidence: float
    topics: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """One case: the band its customer gave first, when it was answered, how often people wrote, the score later."""

    band: str
    opened_at: datetime
    answered_at: datetime | None
    resolved: bool
    answers: int
    reopened: bool
    score_before: float | None = None
    score_after: float | None = None
    band_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLoad:
    """A team's cases now: not resolved, past a target, past one before `until`; and what should have been done."""

    open: int
    late: int
    soon: int
    call_backs: int
    undecided: int


def heard_between(tx: Transaction, since: datetime, until: datetime) -> list[HeardRow]:
    """Every text in [since, until) that was read, oldest first, with its newest reading."""
    redone = readings.alias("redone")
    newest = select(func.max(redone.c.at)).where(redone.c.answer_id == answers.c.id).scalar_subquery()
    query = (
        select(answers.c.text, readings.c.sentiment, readings.c.confidence, readings.c.topics, answers.c.at)
        .select_from(answers)
        .join(readings, and_(readings.c.answer_id == answers.c.id, readings.c.at == newest))
        .where(answers.c.text != "", answers.c.at >= since, answers.c.at < until)
        .order_by(answers.c.at, answers.c.id)
    )
    return [
        HeardRow(
            text=row[0],
            sentiment=row[1],
            confidence=row[2],
            topics=tuple(dict.fromkeys(each["topic"] for each in row[3] or [])),
            at=row[4],
        )
        for row in tx.execute(query)
    ]


def who_named(tx: Transaction, topic: str, since: datetime) -> list[str]:
    """Customers who named this topic since then, by the newest reading of what they said; invented ones left out."""
    redone = readings.alias("redone")
    newest = select(func.max(redone.c.at)).where(redone.c.answer_id == answers.c.id).scalar_subquery()
    query = (
        select(responses.c.customer_id, readings.c.topics)
        .select_from(answers)
        .join(readings, and_(readings.c.answer_id == answers.c.id, readings.c.at == newest))
        .join(responses, responses.c.id == answers.c.response_id)
        .join(customers, customers.c.id == responses.c.customer_id)
        .where(answers.c.at >= since, responses.c.sample.is_(False), customers.c.erased_at.is_(None))
        .order_by(responses.c.customer_id)
    )
    named = (row[0] for row in tx.execute(query) if any(each["topic"] == topic for each in row[1] or []))
    return list(dict.fromkeys(named))


def outcomes_between(tx: Transaction, since: datetime, until: datetime, *, team: str = "") -> list[OutcomeRow]:
    """Cases opened in [since, until), merged ones left out: they go on in another."""
    first = (
        select(answers.c.band)
        .join(responses, responses.c.id == answers.c.response_id)
        .where(responses.c.session_id == cases.c.session_id, answers.c.score.is_not(None))
        .order_by(answers.c.at, answers.c.id)
        .limit(1)
        .scalar_subquery()
    )
    written = _events("message_out")
    query = (
        select(
            func.coalesce(first, recoveries.c.band_before, "").label("band"),
            cases.c.opened_at,
            cases.c.first_answer_at.label("answered_at"),
            (cases.c.state == "resolved").label("resolved"),
            select(func.count()).select_from(case_events).where(written).scalar_subquery().label("answers"),
            exists().where(_events("reopened")).label("reopened"),
            recoveries.c.score_before,
            recoveries.c.score_after,
            func.coalesce(recoveries.c.band_after, "").label("band_after"),
        )
        .select_from(cases)
        .outerjoin(recoveries, recoveries.c.case_id == cases.c.id)
        .where(cases.c.opened_at >= since, cases.c.opened_at < until, cases.c.merged_into == "")
    )
    if team:
        query = query.where(cases.c.team == team)
    return [OutcomeRow(**row) for row in tx.execute(query.order_by(cases.c.number)).mappings()]


def load_of(tx: Transaction, team: str, now: datetime, until: datetime) -> TeamLoad:
    """How a team stands now."""
    due = case((cases.c.first_answer_at.is_(None), cases.c.first_answer_due_at), else_=cases.c.solve_due_at)
    called = and_(cases.c.call_back_at.is_not(None), cases.c.call_back_at < now)
    query = select(
        func.count(),
        _count(due < now),
        _count(and_(due >= now, due < until)),
        _count(called),
    ).where(cases.c.team == team, cases.c.state != "resolved")
    row = tx.execute(query).one()
    asked = select(func.count()).select_from(gestures).where(gestures.c.team == team, gestures.c.state == "asked")
    undecided = tx.execute(asked).scalar_one()
    return TeamLoad(open=row[0], late=row[1], soon=row[2], call_backs=row[3], undecided=undecided)


def answered_of_asked(tx: Transaction, since: datetime, until: datetime) -> tuple[int, int]:
    """Surveys opened in [since, until) that brought any answer, and all of them."""
    gave = exists().where(answers.c.response_id == responses.c.id, responses.c.contact_id == contacts.c.id)
    query = select(_count(gave), func.count()).where(
        contacts.c.state == "opened",
        contacts.c.purpose == "survey",
        contacts.c.settled_at >= since,
        contacts.c.settled_at < until,
    )
    row = tx.execute(query).one()
    return int(row[0]), int(row[1])


def bands_of(
    tx: Transaction, scale: str, since: datetime, until: datetime, *, touchpoints: Sequence[str] = ()
) -> dict[str, int]:
    """Bands of one scale in [since, until), at these touchpoints or all: each customer's latest score alone counts."""
    age = func.row_number().over(
        partition_by=responses.c.customer_id, order_by=(answers.c.at.desc(), answers.c.id.desc())
    )
    here = and_(answers.c.scale == scale, answers.c.at >= since, answers.c.at < until, answers.c.score.is_not(None))
    if touchpoints:
        here = and_(here, responses.c.touchpoint.in_(list(touchpoints)))
    latest = (
        select(answers.c.band, age.label("age"))
        .join(responses, responses.c.id == answers.c.response_id)
        .where(here)
        .subquery()
    )
    query = select(latest.c.band, func.count()).where(latest.c.age == 1).group_by(latest.c.band)
    return {row[0]: row[1] for row in tx.execute(query)}


def _events(kind: str) -> ColumnElement[bool]:
    return and_(case_events.c.case_id == cases.c.id, case_events.c.kind == kind)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
