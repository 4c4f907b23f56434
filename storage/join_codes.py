"""One-time numeric codes by which a customer goes on in another channel, and how often somebody has guessed wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, func, select

from storage.columns import METADATA, UtcDateTime
from storage.customers import customers
from storage.transactions import Transaction
from storage.upserts import insert

join_codes = Table(
    "join_codes",
    METADATA,
    Column("code", String, primary_key=True),  # six digits
    Column("customer_id", ForeignKey(customers.c.id), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

code_guesses = Table(
    "code_guesses",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class JoinCode:
    """A code that is still good, and whose it is."""

    code: str
    customer_id: str
    expires_at: datetime


def add_code(tx: Transaction, *, code: str, customer_id: str, now: datetime, expires_at: datetime) -> bool:
    """Make a code good for this customer alone, in place of his earlier ones; False where it is another's."""
    mine = (join_codes.c.customer_id == customer_id) | (join_codes.c.expires_at <= now)
    tx.execute(join_codes.delete().where(mine))
    row = {"code": code, "customer_id": customer_id, "created_at": now, "expires_at": expires_at}
    added = insert(tx, join_codes).values(row).on_conflict_do_nothing().returning(join_codes.c.code)
    return tx.execute(added).first() is not None


def good_code(tx: Transaction, code: str, now: datetime) -> JoinCode | None:
    """The code where it is known, unused and not over."""
    good = (join_codes.c.code == code) & join_codes.c.used_at.is_(None) & (join_codes.c.expires_at > now)
    row = tx.execute(select(join_codes.c.code, join_codes.c.customer_id, join_codes.c.expires_at).where(good)).first()
    return JoinCode(*row) if row else None


def use_code(tx: Transaction, code: str, now: datetime) -> bool:
    """Use it up; False where somebody was faster."""
    here = (join_codes.c.code == code) & join_codes.c.used_at.is_(None)
    return bool(tx.execute(join_codes.update().where(here).values(used_at=now)).rowcount)


def note_guess(tx: Transaction, *, channel: str, address: str, now: datetime) -> None:
    """Somebody has typed a code that is none."""
    tx.execute(code_guesses.insert(), {"channel": channel, "address": address, "at": now})


def guesses_since(tx: Transaction, since: datetime, *, channel: str = "", address: str = "") -> int:
    """How many wrong codes were typed since, everywhere or at one address; older ones are forgotten."""
    tx.execute(code_guesses.delete().where(code_guesses.c.at < since))
    query = select(func.count()).select_from(code_guesses).where(code_guesses.c.at >= since)
    if address:
        query = query.where(code_guesses.c.channel == channel, code_guesses.c.address == address)
    return tx.execute(query).scalar_one()
