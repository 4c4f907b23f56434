"""What the desk is told beside the cards: lines in a case's thread, alerts, digests. Each once, in order per place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, func, or_, select, text, update

from storage.cases import cases
from storage.columns import METADATA, Json, JsonObject, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert

IN_DOUBT = "in doubt"
"""How the outcome of a post begins that may stand already."""

desk_posts = Table(
    "desk_posts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("case_id", ForeignKey("cases.id"), index=True),  # the thread of this case's card
    Column("place", String, nullable=False, default=""),  # a channel's name or a person's id; "" = the case's thread
    Column("body", Json, nullable=False),  # {text, blocks?, file?, trend?}
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String, nullable=False, default="waiting"),  # waiting | sent | refused
    Column("attempts", Integer, nullable=False, default=0),
    Column("outcome", String, nullable=False, default=""),
    Column("ts", String, nullable=False, default=""),
    Column("about", String, nullable=False, server_default=text("''")),  # the merged case of whom it is; "" = its own
    Index("ix_desk_posts_state_due_at", "state", "due_at"),
    Index("ix_desk_posts_about", "about", sqlite_where=text("about != ''"), postgresql_where=text("about != ''")),
)


@dataclass(frozen=True, slots=True)
class DeskPost:
    """One post on its way; `card_channel` and `card_ts` are where the case's card stands, empty while it does not."""

    id: int
    key: str
    case_id: str | None
    place: str
    body: JsonObject
    attempts: int
    outcome: str
    due_at: datetime
    card_channel: str
    card_ts: str


def add_posts(tx: Transaction, rows: Iterable[JsonObject]) -> int:
    """Put posts on their way; one whose key is known is left out. Returns how many are new."""
    given = [{"place": "", "case_id": None, "about": "", **row} for row in rows]
    if not given:
        return 0
    added = 0
    for row in given:
        statement = insert(tx, desk_posts).values(row).on_conflict_do_nothing(index_elements=["key"])
        added += tx.execute(statement.returning(desk_posts.c.id)).first() is not None
    return added


def has_post(tx: Transaction, key: str) -> bool:
    """Whether something of this key was put on its way, whatever became of it."""
    return tx.execute(select(desk_posts.c.id).where(desk_posts.c.key == key)).first() is not None


def claim_posts(tx: Transaction, now: datetime, limit: int, *, until: datetime | None = None) -> list[DeskPost]:
    """The first waiting post of each place or thread that is due; nobody else tries them before `until`.

    A thread waits until its card stands. What was claimed and never settled is in doubt.
    """
    first = (
        select(func.min(desk_posts.c.id))
        .where(desk_posts.c.state == "waiting")
        .group_by(desk_posts.c.place, desk_posts.c.case_id)
    )
    query = (
        select(
            desk_posts.c.id,
            desk_posts.c.key,
            desk_posts.c.case_id,
            desk_posts.c.place,
            desk_posts.c.body,
            desk_posts.c.attempts,
            desk_posts.c.outcome,
            desk_posts.c.due_at,
            func.coalesce(cases.c.card_channel, ""),
            func.coalesce(cases.c.card_ts, ""),
        )
        .outerjoin(cases, cases.c.id == desk_posts.c.case_id)
        .where(
            desk_posts.c.id.in_(first),
            desk_posts.c.due_at <= now,
            or_(desk_posts.c.place != "", cases.c.card_ts != ""),
        )
        .order_by(desk_posts.c.id)
        .limit(limit)
    )
    found = [DeskPost(*list(row)) for row in tx.execute(query)]
    if found and until is not None:
        here = desk_posts.c.id.in_([post.id for post in found])
        tx.execute(update(desk_posts).where(here).values(due_at=until, outcome=IN_DOUBT))
    return found


def settle_post(
    tx: Transaction,
    post_id: int,
    *,
    state: str,
    outcome: str = "",
    ts: str = "",
    due_at: datetime | None = None,
    forget: bool = False,
) -> None:
    """Keep what became of a post; with `due_at` it is tried again then. `forget`: its words are not kept."""
    values: JsonObject = {"state": state, "outcome": outcome, "ts": ts}
    values["attempts"] = desk_posts.c.attempts + 1
    if due_at is not None:
        values["due_at"] = due_at
    if forget:
        values["body"] = {}
    tx.execute(update(desk_posts).where(desk_posts.c.id == post_id).values(values))
