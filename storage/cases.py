"""Cases at the desk, and what happened to each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, func, select, text

from storage.columns import METADATA, Json, JsonObject, UtcDateTime
from storage.prepared import Query, one_of
from storage.transactions import Transaction

cases = Table(
    "cases",
    METADATA,
    Column("id", String, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),  # shown as C-<number>
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("session_id", String),
    Column("team", String, nullable=False),
    Column("priority", String, nullable=False),  # high | normal | low
    Column("state", String, nullable=False, default="open"),  # open | claimed | resolved
    Column("owner", String, nullable=False, default=""),
    Column("reasons", Json, nullable=False, default=list),  # [{by, flow, step, request, at}]
    Column("outcome", String, nullable=False, default=""),
    Column("cause", String, nullable=False, default=""),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("first_answer_due_at", UtcDateTime, nullable=False),
    Column("first_answer_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Column("person_is_writing", Boolean, nullable=False, default=False),
    Column("card_channel", String, nullable=False, default=""),
    Column("card_ts", String, nullable=False, default=""),
    Column("card_stale", Boolean, nullable=False, default=True),
    Column("card_retry_at", UtcDateTime),
    Column("source", String, nullable=False, server_default=text("''")),  # "" = a conversation, else phone…
    Column("topic", String, nullable=False, server_default=text("''")),  # what it seemed to be about when it was opened
    Column("solve_due_at", UtcDateTime),
    Column("hand_overs", Integer, nullable=False, server_default=text("0")),
    Column("snoozed_until", UtcDateTime),
    Column("merged_into", String, nullable=False, server_default=text("''")),  # the case that goes on in its place
    Column("call_back_at", UtcDateTime),
    Column("list_id", String, nullable=False, server_default=text("''")),  # in a storm: the list that shows it
    Index("ix_cases_list_id", "list_id"),
    Index("ix_cases_customer_id_state", "customer_id", "state"),
    Index("ix_cases_card_stale", "card_stale"),
    Index("ix_cases_state_opened_at", "state", "opened_at"),
)

case_events = Table(
    "case_events",  # opened, claimed, note, message_out, message_in, resolved, reopened: the case's history
    METADATA,
    Column("id", String, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("by", String, nullable=False, default=""),
    Column("text", String, nullable=False, default=""),
    Column("at", UtcDateTime, nullable=False),
    Column("about", String, nullable=False, server_default=text("''")),  # the merged case of whom it is; "" = its own
    Index("ix_case_events_about", "about", sqlite_where=text("about != ''"), postgresql_where=text("about != ''")),
)


@dataclass(slots=True)
class CaseRow:
    """A customer's case, as turns see and change it."""

    id: str
    number: int
    customer_id: str
    team: str
    priority: str
    state: str
    reasons: list[JsonObject]
    person_is_writing: bool
    opened_at: datetime


CASE_COLUMNS = (
    cases.c.id,
    cases.c.number,
    cases.c.customer_id,
    cases.c.team,
    cases.c.priority,
    cases.c.state,
    cases.c.reasons,
    cases.c.person_is_writing,
    cases.c.opened_at,
)
"""What a CaseRow is made of."""
_OPEN_CASES = Query(
    select(*CASE_COLUMNS)
    .where(cases.c.state != "resolved", one_of(cases.c.customer_id, "ids"))
    .order_by(cases.c.opened_at),
    CaseRow,
)
NUMBERING = 0x63617365
"""The advisory lock of who gives a case its number."""
_LAST_NUMBER = Query(select(func.coalesce(func.max(cases.c.number), 0).label("last")), int)


def open_cases(tx: Transaction, customer_ids: Iterable[str]) -> dict[str, CaseRow]:
    """The newest unresolved case of each of these customers."""
    wanted = list(customer_ids)
    return {row.customer_id: row for row in _OPEN_CASES.all(tx, {"ids": wanted})} if wanted else {}


def last_case_number(tx: Transaction) -> int:
    """The highest case number given so far (0 = none)."""
    if tx.dialect.name != "sqlite":  # who asks is about to take the next one; the others wait for him
        tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({NUMBERING})")
    return _LAST_NUMBER.all(tx, {})[0]
