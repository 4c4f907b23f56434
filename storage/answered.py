"""How many contacts were answered: opened by a journey, and the customer gave at least one answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, func, select

from storage.contacts import contacts
from storage.responses import answers, responses
from storage.transactions import Transaction


def answered_by_journey(tx: Transaction, *, since: datetime) -> dict[str, int]:
    """Contacts opened since then that brought an answer, by journey."""
    gave = exists().where(answers.c.response_id == responses.c.id)
    query = (
        select(contacts.c.journey, func.count())
        .join(responses, responses.c.contact_id == contacts.c.id)
        .where(contacts.c.state == "opened", contacts.c.settled_at >= since, gave)
        .group_by(contacts.c.journey)
    )
    return {row[0]: row[1] for row in tx.execute(query)}
