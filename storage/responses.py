"""Responses, their answers, and what the model read in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    distinct,
    func,
    select,
    text,
)

from storage.columns import METADATA, Json, UtcDateTime
from storage.prepared import Query, columns, one_of
from storage.transactions import Transaction

responses = Table(
    "responses",
    METADATA,
    Column("id", String, primary_key=True),
    Column("session_id", ForeignKey("sessions.id"), unique=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("contact_id", String),
    Column("flow", String, nullable=False),
    Column("touchpoint", String, nullable=False, default=""),
    Column("channel", String, nullable=False),
    Column("language", String, nullable=False, default="de"),
    Column("state", String, nullable=False, default="asking"),  # asking | completed | expired | stopped | ended
    Column("sample", Boolean, nullable=False, default=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("ix_responses_flow_started_at", "flow", "started_at"),
)

answers = Table(
    "answers",
    METADATA,
    Column("id", String, primary_key=True),
    Column("response_id", ForeignKey("responses.id"), nullable=False),
    Column("step", String, nullable=False),
    Column("kind", String, nullable=False),  # ask_score, ask_text …: conversation.steps.KINDS
    Column("scale", String, nullable=False, default=""),
    Column("score", Float),
    Column("band", String, nullable=False, default=""),
    Column("value", Json),
    Column("text", String, nullable=False, default=""),
    # which wording of a score's question was asked: another one is another series
    Column("wording", String, nullable=False, default="", server_default=text("''")),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("response_id", "step"),
    Index("ix_answers_scale_at", "scale", "at"),
)

readings = Table(
    "readings",
    METADATA,
    Column("id", String, primary_key=True),
    Column("answer_id", ForeignKey("answers.id"), nullable=False, index=True),
    Column("sentiment", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("mixed", Boolean, nullable=False, default=False),
    Column("kind", String, nullable=False),
    Column("topics", Json, nullable=False, default=list),  # [{topic, confidence, sentiment?}]
    Column("language", String, nullable=False, default=""),
    Column("model", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

_SCORES = Query(
    select(responses.c.customer_id, answers.c.score)
    .join(answers, answers.c.response_id == responses.c.id)
    .where(
        one_of(responses.c.customer_id, "ids"),
        answers.c.scale == bindparam("scale"),
        answers.c.score.is_not(None),
    )
    .order_by(answers.c.at),
    columns,
)


def latest_scores(tx: Transaction, customer_ids: Iterable[str], scale: str) -> dict[str, float]:
    """Each customer's latest score on a scale."""
    wanted = list(customer_ids)
    if not wanted:
        return {}
    return dict(_SCORES.all(tx, {"ids": wanted, "scale": scale}))


_LOW_BEFORE = Query(
    select(func.count(distinct(responses.c.id)).label("conversations"))
    .join(answers, answers.c.response_id == responses.c.id)
    .where(
        responses.c.customer_id == bindparam("customer"),
        responses.c.session_id != bindparam("session"),
        one_of(answers.c.band, "bands"),
        answers.c.at >= bindparam("since", type_=UtcDateTime),
    ),
    int,
)


def low_scores_before(tx: Transaction, customer_id: str, *, session_id: str, since: datetime, bands: set[str]) -> int:
    """How many other conversations of the customer since then ended up in one of these bands."""
    given = {"customer": customer_id, "session": session_id, "since": since, "bands": bands}
    return _LOW_BEFORE.all(tx, given)[0]


def completed_responses(tx: Transaction, flow: str) -> int:
    """How many customers have gone through a flow to its end; invented ones do not count."""
    here = (responses.c.flow == flow) & (responses.c.state == "completed") & responses.c.sample.is_(False)
    return tx.execute(select(func.count()).select_from(responses).where(here)).scalar_one()
