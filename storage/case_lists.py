"""Storms: many cases of one cause within a minute, shown as one list in place of a card each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Index, String, Table, bindparam, func, or_, select, update

from storage.cases import cases
from storage.columns import METADATA, JsonObject, UtcDateTime
from storage.prepared import Query
from storage.transactions import Transaction

case_lists = Table(
    "case_lists",
    METADATA,
    Column("id", String, primary_key=True),
    Column("team", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),  # when the newest of its cases came
    Column("place", String, nullable=False, default=""),
    Column("ts", String, nullable=False, default=""),
    Column("stale", Boolean, nullable=False, default=True),
    Column("retry_at", UtcDateTime),
    Index("ix_case_lists_team_topic", "team", "topic", "last_at"),
    Index("ix_case_lists_stale", "stale"),
)


@dataclass(frozen=True, slots=True)
class CaseList:
    """One storm's list card."""

    id: str
    team: str
    topic: str
    opened_at: datetime
    place: str
    ts: str


_OPEN_LIST = Query(
    select(case_lists.c.id)
    .where(
        case_lists.c.team == bindparam("of_team"),
        case_lists.c.topic == bindparam("of_topic"),
        case_lists.c.last_at >= bindparam("since"),
    )
    .order_by(case_lists.c.last_at.desc())
    .limit(1),
    str,
)
_COUNT_SINCE = Query(
    select(func.count().label("cases")).where(
        cases.c.team == bindparam("of_team"),
        cases.c.topic == bindparam("of_topic"),
        cases.c.opened_at >= bindparam("since"),
    ),
    int,
)


def claim_lists(tx: Transaction, now: datetime, *, until: datetime | None = None) -> list[CaseList]:
    """Lists that are behind and may be tried now; nobody else tries them before `until`."""
    columns = (case_lists.c.id, case_lists.c.team, case_lists.c.topic, case_lists.c.opened_at)
    query = select(*columns, case_lists.c.place, case_lists.c.ts).where(
        case_lists.c.stale.is_(True), or_(case_lists.c.retry_at.is_(None), case_lists.c.retry_at <= now)
    )
    found = [CaseList(*row) for row in tx.execute(query.order_by(case_lists.c.opened_at))]
    if found and until is not None:
        here = case_lists.c.id.in_([one.id for one in found])
        tx.execute(update(case_lists).where(here).values(retry_at=until))
    return found


def cases_of_list(tx: Transaction, list_id: str, limit: int) -> tuple[list[JsonObject], dict[str, int]]:
    """The list's cases that need a person most, and how many there are by state."""
    columns = (
        cases.c.id,
        cases.c.number,
        cases.c.team,
        cases.c.state,
        cases.c.owner,
        cases.c.priority,
        cases.c.topic,
        cases.c.first_answer_due_at.label("due_at"),
        cases.c.card_channel,
        cases.c.card_ts,
    )
    here = cases.c.list_id == list_id
    first = select(*columns).where(here, cases.c.state != "resolved")
    rows = tx.execute(first.order_by(cases.c.owner != "", cases.c.first_answer_due_at, cases.c.number).limit(limit))
    counts = tx.execute(select(cases.c.state, func.count()).where(here).group_by(cases.c.state))
    return [dict(row) for row in rows.mappings()], {row[0]: row[1] for row in counts}


def settle_list(
    tx: Transaction, list_id: str, *, stale: bool, place: str = "", ts: str = "", retry_at: datetime | None = None
) -> None:
    """Keep where a list stands and whether it is behind."""
    where: JsonObject = {"place": place, "ts": ts} if ts else {"place": place} if place else {}
    tx.execute(update(case_lists).where(case_lists.c.id == list_id).values(stale=stale, retry_at=retry_at, **where))


def open_list(tx: Transaction, team: str, topic: str, *, since: datetime) -> str:
    """The list of this cause that still takes cases, or ""."""
    found = _OPEN_LIST.all(tx, {"of_team": team, "of_topic": topic, "since": since})
    return found[0] if found else ""


def count_cases_since(tx: Transaction, team: str, topic: str, *, since: datetime) -> int:
    """How many cases of one cause a team has got since then."""
    return _COUNT_SINCE.all(tx, {"of_team": team, "of_topic": topic, "since": since})[0]
