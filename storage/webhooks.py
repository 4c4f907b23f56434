"""What the company's own systems are told: which of them wants what, and one row for each thing told to each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, bindparam, func, select, update

from storage.columns import METADATA, Json, JsonObject, UtcDateTime
from storage.prepared import Change, Query
from storage.transactions import Transaction
from storage.upserts import insert_into

webhook_endpoints = Table(
    "webhook_endpoints",  # as config.yaml named them when the product was started
    METADATA,
    Column("name", String, primary_key=True),
    Column("kinds", Json, nullable=False),
    Column("silenced_at", UtcDateTime),  # nothing is posted to it until a person says so
    Column("why", String, nullable=False, default=""),
)

webhook_posts = Table(
    "webhook_posts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # webhook-id and endpoint: the same fact is told once
    Column("message_id", String, nullable=False),  # the header webhook-id
    Column("endpoint", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("customer_id", String, index=True),
    Column("body", Json, nullable=False),
    Column("state", String, nullable=False, default="waiting"),  # waiting | sent | dead
    Column("due_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("outcome", String, nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index("ix_webhook_posts_state_due_at", "state", "due_at"),
)


@dataclass(frozen=True, slots=True)
class Listener:
    """One endpoint: the kinds it wants, and since when and why nothing is posted to it."""

    name: str
    kinds: list[str]
    silenced_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class WebhookPost:
    """One thing to tell one endpoint; `tries` before this one."""

    id: int
    message_id: str
    endpoint: str
    kind: str
    body: JsonObject
    tries: int


_LISTENERS = Query(select(*(webhook_endpoints.c[name] for name in Listener.__slots__)), Listener)
_ADD = Change(lambda dialect: insert_into(dialect, webhook_posts).on_conflict_do_nothing(index_elements=["key"]))
_LEASE = Change(
    webhook_posts.update()
    .where(webhook_posts.c.id == bindparam("row"))
    .values(due_at=bindparam("until"), tries=webhook_posts.c.tries + 1)
)


def message_id(kind: str, about: str, at: datetime) -> str:
    """The same for the same fact, whoever tells it, however often."""
    return "evt_" + hashlib.sha256(f"{kind} {about} {at.isoformat()}".encode()).hexdigest()[:32]


def listeners(tx: Transaction) -> list[Listener]:
    """Every endpoint."""
    return _LISTENERS.all(tx, {})


def keep_endpoints(tx: Transaction, wanted: Mapping[str, Sequence[str]]) -> None:
    """Endpoints and their kinds as the settings name them; what waits for one that is gone is dropped."""
    known = {each.name for each in listeners(tx)}
    gone = known - set(wanted)
    tx.execute(webhook_endpoints.delete().where(webhook_endpoints.c.name.in_(gone)))
    tx.execute(webhook_posts.delete().where(webhook_posts.c.endpoint.in_(gone), webhook_posts.c.state != "sent"))
    for name, kinds in wanted.items():
        if name in known:
            tx.execute(update(webhook_endpoints).where(webhook_endpoints.c.name == name).values(kinds=list(kinds)))
        else:
            tx.execute(webhook_endpoints.insert(), {"name": name, "kinds": list(kinds), "why": ""})


def add_webhook_posts(tx: Transaction, rows: Sequence[JsonObject]) -> None:
    """Rows of message_id, endpoint, kind, customer_id, body, due_at, created_at."""
    _ADD.run(tx, [{"key": f"{row['message_id']} {row['endpoint']}", **row} for row in rows])


def anything_to_post(tx: Transaction, *, now: datetime) -> bool:
    """Whether a row is due, which costs no write to ask."""
    here = (webhook_posts.c.state == "waiting") & (webhook_posts.c.due_at <= now)
    return tx.execute(select(webhook_posts.c.id).where(here).limit(1)).first() is not None


def claim_webhook_posts(tx: Transaction, *, now: datetime, until: datetime, limit: int) -> list[WebhookPost]:
    """What is due for endpoints that are not silenced; nobody else tries it before `until`."""
    open_ones = select(webhook_endpoints.c.name).where(webhook_endpoints.c.silenced_at.is_(None))
    due = (
        select(*(webhook_posts.c[name] for name in WebhookPost.__slots__))
        .where(
            webhook_posts.c.state == "waiting", webhook_posts.c.due_at <= now, webhook_posts.c.endpoint.in_(open_ones)
        )
        .order_by(webhook_posts.c.due_at, webhook_posts.c.id)
        .limit(limit)
    )
    if tx.dialect.name != "sqlite":
        due = due.with_for_update(skip_locked=True)
    posts = [WebhookPost(*row) for row in tx.execute(due)]
    _LEASE.run(tx, [{"row": post.id, "until": until} for post in posts])
    return posts


def settle_webhook_post(
    tx: Transaction, post_id: int, *, state: str, outcome: str, due_at: datetime, settled_at: datetime | None
) -> None:
    """What became of one try."""
    values = {"state": state, "outcome": outcome, "due_at": due_at, "settled_at": settled_at}
    tx.execute(update(webhook_posts).where(webhook_posts.c.id == post_id).values(values))


def silence_endpoint(tx: Transaction, name: str, *, why: str, now: datetime) -> bool:
    """Post nothing more to it; False where it was silenced already."""
    here = (webhook_endpoints.c.name == name) & webhook_endpoints.c.silenced_at.is_(None)
    return tx.execute(update(webhook_endpoints).where(here).values(silenced_at=now, why=why)).rowcount > 0


def wake_endpoint(tx: Transaction, name: str, *, now: datetime) -> int:
    """Post to it again: all that waits or was given up, as if for the first time; returns how many those are."""
    silent = update(webhook_endpoints).where(webhook_endpoints.c.name == name)
    tx.execute(silent.values(silenced_at=None, why=""))
    here = (webhook_posts.c.endpoint == name) & webhook_posts.c.state.in_(("waiting", "dead"))
    return tx.execute(
        update(webhook_posts).where(here).values(state="waiting", tries=0, due_at=now, settled_at=None)
    ).rowcount


def count_webhook_posts(tx: Transaction) -> dict[tuple[str, str], int]:
    """How many rows there are by endpoint and state."""
    query = select(webhook_posts.c.endpoint, webhook_posts.c.state, func.count())
    rows = tx.execute(query.group_by(webhook_posts.c.endpoint, webhook_posts.c.state))
    return {(endpoint, state): count for endpoint, state, count in rows}


@dataclass(frozen=True, slots=True)
class Untold:
    """A row that has not arrived, as a person is shown it."""

    id: int
    endpoint: str
    kind: str
    message_id: str
    state: str
    tries: int
    due_at: datetime
    outcome: str


def untold(tx: Transaction, *, limit: int) -> list[Untold]:
    """What has been tried and has not arrived, the oldest first."""
    query = select(*(webhook_posts.c[name] for name in Untold.__slots__)).where(
        webhook_posts.c.state != "sent", webhook_posts.c.tries > 0
    )
    return [Untold(*row) for row in tx.execute(query.order_by(webhook_posts.c.id).limit(limit))]


def forget_webhook_posts(tx: Transaction, *, before: datetime) -> int:
    """Delete what arrived before this moment."""
    old = (webhook_posts.c.state == "sent") & (webhook_posts.c.due_at < before)
    return tx.execute(webhook_posts.delete().where(old)).rowcount


def forget_webhooks_of(tx: Transaction, customer_ids: Iterable[str]) -> None:
    """Nothing about these customers is told any more."""
    tx.execute(webhook_posts.delete().where(webhook_posts.c.customer_id.in_(list(customer_ids))))
