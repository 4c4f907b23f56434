"""Personal rating pages among the addresses: what lies there, and which of the team's answers have been seen.

A page's address is closed to what we open, and nothing is pushed there: what is said waits until the link is opened.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update

from storage.cases import cases
from storage.columns import JsonObject
from storage.customers import addresses
from storage.inbox import inbox
from storage.outbox import outbox
from storage.transactions import Transaction

CHANNEL = "webchat"
_MARK = "s"  # visitors of the chat begin with another letter
_DESK = "desk"  # the step of what people at the desk write
SEEN = "read"  # as a platform's delivery report says it


def page_of(token: str) -> str:
    """The web address of a rating page: made from its token, which it does not give away."""
    return _MARK + hashlib.sha256(token.encode()).hexdigest()[:24]


def is_page(channel: str, platform_id: str) -> bool:
    """Whether this address is a personal rating page."""
    return channel == CHANNEL and platform_id.startswith(_MARK)


def pages() -> ColumnElement[bool]:
    """The addresses that are rating pages which have not been stopped."""
    return and_(addresses.c.channel == CHANNEL, addresses.c.state == "dead", addresses.c.platform_id.startswith(_MARK))


def keep_words(
    tx: Transaction, sender: str, *, message_id: str, message: JsonObject, customer_id: str, now: datetime
) -> None:
    """Keep what he wrote on his page beside everybody's messages; its turn has been taken already."""
    row: JsonObject = {"channel": CHANNEL, "sender": sender, "message_id": message_id, "message": message}
    row |= {"state": "done", "customer_id": customer_id, "accepted_at": now, "taken_at": now}
    tx.execute(inbox.insert(), [row])


def team_has_written(tx: Transaction, page: str) -> bool:
    """Whether a person of the desk has written to this page."""
    return tx.execute(select(outbox.c.id).where(_answers_at(page)).limit(1)).first() is not None


def unseen(tx: Transaction, page: str) -> bool:
    """Whether the team has written something there since it was opened last."""
    return tx.execute(select(outbox.c.id).where(_unseen(page)).limit(1)).first() is not None


def mark_seen(tx: Transaction, page: str) -> int:
    """The page was opened: what the team wrote there counts as read, and the cards of its cases say so."""
    here = _unseen(page)
    of_them = select(outbox.c.case_id).where(here, outbox.c.case_id.is_not(None))
    tx.execute(update(cases).where(cases.c.id.in_(of_them)).values(card_stale=True))
    return tx.execute(update(outbox).where(here).values(outcome=SEEN)).rowcount


def page_standing(tx: Transaction, case_id: str, page: str) -> str:
    """How the team's newest answer of a case stands at a page: "known" (none yet), "waits" or "opened"."""
    query = select(outbox.c.outcome).where(_answers_at(page), outbox.c.case_id == case_id)
    newest = tx.execute(query.order_by(outbox.c.id.desc()).limit(1)).scalar()
    if newest is None:
        return "known"
    return "opened" if newest == SEEN else "waits"


def _answers_at(page: str) -> ColumnElement[bool]:
    here = and_(outbox.c.channel == CHANNEL, outbox.c.address == page)
    return and_(here, outbox.c.step == _DESK, outbox.c.state != "refused")


def _unseen(page: str) -> ColumnElement[bool]:
    return and_(_answers_at(page), outbox.c.state == "sent", outbox.c.outcome == "sent")
