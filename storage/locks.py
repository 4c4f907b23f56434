"""Row locks for work that runs beside other work of its kind; on SQLite, with its one writer, none are needed.

Always in this order, each in the order of its keys, so that nobody waits for somebody who waits for him: inbox,
addresses, links, customers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_

from storage.customers import addresses, customers, link_tokens
from storage.inbox import inbox
from storage.transactions import Transaction


def lock_messages(tx: Transaction, ids: Sequence[int]) -> None:
    """Wait until nobody else takes the turns of these messages; what was taken meanwhile is seen to be."""
    _lock(tx, select(inbox.c.id).where(inbox.c.id.in_(ids)).order_by(inbox.c.id))


def lock_senders(tx: Transaction, places: Iterable[tuple[str, str]], tokens: Iterable[str]) -> None:
    """Keep these addresses and links as they are until the transaction ends."""
    if not (reached := list(places)):
        return
    here: ColumnElement[bool] = tuple_(addresses.c.channel, addresses.c.platform_id).in_(reached)
    _lock(tx, select(addresses.c.id).where(here).order_by(addresses.c.id))
    shown = list(tokens)
    if shown:
        _lock(tx, select(link_tokens.c.token).where(link_tokens.c.token.in_(shown)).order_by(link_tokens.c.token))


def lock_customers(tx: Transaction, ids: Iterable[str]) -> None:
    """Let nobody else move these customers' conversations until the transaction ends."""
    _lock(tx, select(customers.c.id).where(customers.c.id.in_(list(ids))).order_by(customers.c.id))


def _lock(tx: Transaction, rows: Select[Any]) -> None:
    if tx.dialect.name != "sqlite":
        tx.execute(rows.with_for_update(key_share=True))
