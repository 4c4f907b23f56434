"""Codes waiting to be given, rewards given, recommendation links and who came by them, and seats at events.

Each of these is taken once, however many processes take at the same time: by unique constraints, by a row lock that
others skip (PostgreSQL) or by the one writer (SQLite), and by counters that are raised only below their limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    func,
    select,
    text,
    update,
)

from storage.columns import METADATA, JsonObject, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert

FREE = text("given_id IS NULL")

reward_codes = Table(
    "reward_codes",
    METADATA,
    Column("reward", String, primary_key=True),
    Column("code", String, primary_key=True),
    Column("given_id", String),
    Column("added_at", UtcDateTime, nullable=False),
    Index("ix_reward_codes_free", "reward", "code", sqlite_where=FREE, postgresql_where=FREE),
)

rewards_given = Table(
    "rewards_given",
    METADATA,
    Column("id", String, primary_key=True),
    Column("reward", String, nullable=False),
    Column("kind", String, nullable=False),  # code | gift
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("occasion", String, nullable=False, default=""),  # the purchase it is for, "" = once for the customer
    Column("session_id", String),
    Column("code", String),  # NULL for a gift
    Column("team", String, nullable=False, default=""),
    Column("due_at", UtcDateTime),  # until when a gift is to be on its way
    Column("done_at", UtcDateTime),
    Column("done_by", String, nullable=False, default=""),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("customer_id", "reward", "occasion"),
    UniqueConstraint("reward", "code"),
    Index("ix_rewards_given_kind_done_at_due_at", "kind", "done_at", "due_at"),
)

invites = Table(
    "invites",
    METADATA,
    Column("code", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, unique=True),  # one link a customer
    Column("session_id", String),
    Column("at", UtcDateTime, nullable=False),
)

recommended = Table(
    "recommended",  # purchases that came by somebody's recommendation
    METADATA,
    Column("purchase_id", ForeignKey("purchases.id"), primary_key=True),
    Column("by", String, nullable=False),  # the code of his link, or his number
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),  # who has recommended
    Column("at", UtcDateTime, nullable=False),
)

seat_counts = Table(
    "seat_counts",
    METADATA,
    Column("event", String, primary_key=True),
    Column("taken", Integer, nullable=False, default=0),
)

seats = Table(
    "seats",
    METADATA,
    Column("event", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("event", "number"),
)


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A reward that a customer has."""

    id: str
    reward: str
    kind: str
    customer_id: str
    code: str | None
    team: str
    due_at: datetime | None
    done_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A customer's place at an event, in the order of coming."""

    customer_id: str
    number: int
    waiting: bool


_GIVEN = select(*(rewards_given.c[name] for name in GivenRow.__slots__))


def add_codes(tx: Transaction, reward: str, codes: Iterable[str], now: datetime) -> int:
    """Add codes to a reward's pool; returns how many were not there yet."""
    rows = [{"reward": reward, "code": code, "added_at": now} for code in dict.fromkeys(codes)]
    before = count_codes(tx, reward)
    if rows:
        tx.execute(insert(tx, reward_codes).on_conflict_do_nothing(), rows)
    after = count_codes(tx, reward)
    return after[0] - before[0]


def count_codes(tx: Transaction, reward: str) -> tuple[int, int]:
    """How many codes a reward ever had, and how many are left."""
    row = tx.execute(
        select(func.count(), func.count().filter(reward_codes.c.given_id.is_(None))).where(
            reward_codes.c.reward == reward
        )
    ).one()
    return int(row[0]), int(row[1])


def take_code(tx: Transaction, reward: str, *, given_id: str) -> str | None:
    """The next free code of the pool, now given; None where none is left. Two at once never get the same."""
    free = (reward_codes.c.reward == reward) & reward_codes.c.given_id.is_(None)
    query = select(reward_codes.c.code).where(free).order_by(reward_codes.c.code).limit(1)
    code = tx.execute(query.with_for_update(skip_locked=True)).scalar()
    if code is None:
        return None
    here = (reward_codes.c.reward == reward) & (reward_codes.c.code == code)
    tx.execute(reward_codes.update().where(here).values(given_id=given_id))
    return str(code)


def find_given(tx: Transaction, customer_id: str, reward: str, occasion: str) -> GivenRow | None:
    """What the customer has of this reward already."""
    here = (rewards_given.c.customer_id == customer_id) & (rewards_given.c.reward == reward)
    row = tx.execute(_GIVEN.where(here, rewards_given.c.occasion == occasion)).first()
    return None if row is None else GivenRow(*row)


def add_given(tx: Transaction, row: JsonObject) -> None:
    """A reward is the customer's."""
    tx.execute(rewards_given.insert(), row)


def gifts_to_send(tx: Transaction) -> list[GivenRow]:
    """Gifts that are not on their way yet, the most urgent first."""
    here = (rewards_given.c.kind == "gift") & rewards_given.c.done_at.is_(None)
    return [GivenRow(*row) for row in tx.execute(_GIVEN.where(here).order_by(rewards_given.c.due_at))]


def finish_gift(tx: Transaction, given_id: str, *, who: str, now: datetime) -> bool:
    """A gift is on its way; returns whether there was such an open task."""
    here = (rewards_given.c.id == given_id) & (rewards_given.c.kind == "gift") & rewards_given.c.done_at.is_(None)
    return tx.execute(update(rewards_given).where(here).values(done_at=now, done_by=who)).rowcount == 1


def count_given(tx: Transaction) -> dict[str, int]:
    """How many of each reward were given."""
    rows = tx.execute(select(rewards_given.c.reward, func.count()).group_by(rewards_given.c.reward))
    return {row[0]: int(row[1]) for row in rows}


def own_invite(tx: Transaction, customer_id: str, *, code: str, session_id: str, now: datetime) -> str:
    """The customer's recommendation code: the one he has, or `code` from now on."""
    row = {"code": code, "customer_id": customer_id, "session_id": session_id, "at": now}
    tx.execute(insert(tx, invites).on_conflict_do_nothing(), row)
    return str(tx.execute(select(invites.c.code).where(invites.c.customer_id == customer_id)).scalar_one())


def inviter_of(tx: Transaction, code: str) -> str | None:
    """Whose recommendation code this is."""
    return tx.execute(select(invites.c.customer_id).where(invites.c.code == code)).scalar()


def note_recommended(tx: Transaction, purchase_id: str, *, by: str, inviter: str, now: datetime) -> bool:
    """A purchase came by a recommendation; returns whether that was new (a purchase has one recommender)."""
    row = {"purchase_id": purchase_id, "by": by, "customer_id": inviter, "at": now}
    return tx.execute(insert(tx, recommended).on_conflict_do_nothing(), row).rowcount == 1


def seat_of(tx: Transaction, event: str, customer_id: str) -> SeatRow | None:
    """The customer's place at an event."""
    here = (seats.c.event == event) & (seats.c.customer_id == customer_id)
    row = tx.execute(select(seats.c.customer_id, seats.c.number, seats.c.waiting).where(here)).first()
    return None if row is None else SeatRow(*row)


def take_place(tx: Transaction, event: str, customer_id: str, *, limit: int, waiting: int, now: datetime) -> str:
    """A seat, else a place on the waiting list: "seat", "waiting" or "full". Whoever has one keeps it."""
    known = seat_of(tx, event, customer_id)
    if known is not None:
        return "waiting" if known.waiting else "seat"
    tx.execute(insert(tx, seat_counts).on_conflict_do_nothing(), {"event": event, "taken": 0})
    here = (seat_counts.c.event == event) & (seat_counts.c.taken < limit + waiting)
    raised = seat_counts.update().where(here).values(taken=seat_counts.c.taken + 1).returning(seat_counts.c.taken)
    number = tx.execute(raised).scalar()
    if number is None:
        return "full"
    row = {"event": event, "customer_id": customer_id, "number": number, "waiting": number > limit, "at": now}
    tx.execute(seats.insert(), row)
    return "waiting" if number > limit else "seat"


def places_at(tx: Transaction, event: str) -> list[SeatRow]:
    """Everybody at an event, in the order of coming."""
    query = select(seats.c.customer_id, seats.c.number, seats.c.waiting).where(seats.c.event == event)
    return [SeatRow(*row) for row in tx.execute(query.order_by(seats.c.number))]


def free_place(tx: Transaction, event: str, customer_id: str, *, limit: int) -> str | None:
    """Give a place back; the first on the waiting list gets a freed seat. Returns his id, "" where nobody moves up.

    None where the customer had no place.
    """
    lost = seat_of(tx, event, customer_id)
    if lost is None:
        return None
    tx.execute(seat_counts.update().where(seat_counts.c.event == event).values(taken=seat_counts.c.taken - 1))
    tx.execute(seats.delete().where(seats.c.event == event, seats.c.customer_id == customer_id))
    moved = ""
    for place in places_at(tx, event):
        if place.number <= lost.number:
            continue
        here = (seats.c.event == event) & (seats.c.customer_id == place.customer_id)
        number = place.number - 1
        tx.execute(seats.update().where(here).values(number=number, waiting=number > limit))
        moved = place.customer_id if place.waiting and number <= limit else moved
    return moved
