"""Public pages: the reusable tokens of their links, and what visitors voted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Date, Float, Index, String, Table, UniqueConstraint, bindparam, func, select

from storage.columns import METADATA, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert

page_links = Table(
    "page_links",  # public links: whoever follows one is somebody else, and each may follow it again
    METADATA,
    Column("token", String, primary_key=True),
    Column("page", String, nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
)

page_votes = Table(
    "page_votes",
    METADATA,
    Column("id", String, primary_key=True),
    Column("page", String, nullable=False),
    Column("scale", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("day", Date, nullable=False),
    Column("visitor", String),  # a hash that is good for one day; NULL afterwards
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("page", "day", "visitor"),
    Index("ix_page_votes_page_scale", "page", "scale"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a page's votes come to; `average` is None where nobody has voted yet."""

    n: int
    average: float | None


_TOKENS = select(page_links.c.token, page_links.c.page).where(page_links.c.token.in_(bindparam("ids", expanding=True)))


def pages_by_token(tx: Transaction, tokens: Iterable[str]) -> dict[str, str]:
    """The names of the pages whose public links these tokens are."""
    wanted = list(tokens)
    return {row.token: row.page for row in tx.execute(_TOKENS, {"ids": wanted})} if wanted else {}


def page_token(tx: Transaction, page: str) -> str | None:
    """The page's token, if its link was ever asked for."""
    return tx.execute(select(page_links.c.token).where(page_links.c.page == page)).scalar()


def add_page_token(tx: Transaction, page: str, token: str, *, now: datetime) -> None:
    """Give the page its one token; where it has one meanwhile, that one stays."""
    row = {"token": token, "page": page, "created_at": now}
    tx.execute(insert(tx, page_links).on_conflict_do_nothing(index_elements=["page"]), row)


def put_vote(
    tx: Transaction, page: str, *, scale: str, score: float, day: date, visitor: str, vote_id: str, now: datetime
) -> None:
    """One vote a visitor and day: the later one takes the place of the earlier."""
    row = {"id": vote_id, "page": page, "scale": scale, "score": score, "day": day, "visitor": visitor, "at": now}
    statement = insert(tx, page_votes)
    changed = {name: statement.excluded[name] for name in ("scale", "score", "at")}
    tx.execute(statement.on_conflict_do_update(index_elements=["page", "day", "visitor"], set_=changed), row)


def vote_of(tx: Transaction, page: str, *, scale: str, day: date, visitor: str) -> float | None:
    """What this visitor voted on that day."""
    here = (page_votes.c.page == page) & (page_votes.c.scale == scale) & (page_votes.c.day == day)
    return tx.execute(select(page_votes.c.score).where(here, page_votes.c.visitor == visitor)).scalar()


def tally(tx: Transaction, page: str, *, scale: str) -> Tally:
    """Number and average of all votes on this scale."""
    query = select(func.count(), func.avg(page_votes.c.score)).where(
        page_votes.c.page == page, page_votes.c.scale == scale
    )
    n, average = tx.execute(query).one()
    return Tally(n, average)


def forget_visitors(tx: Transaction, *, before: date) -> int:
    """Blank the visitors' hashes of earlier days: they have no use any more. Returns how many."""
    old = (page_votes.c.day < before) & page_votes.c.visitor.is_not(None)
    return tx.execute(page_votes.update().where(old).values(visitor=None)).rowcount
