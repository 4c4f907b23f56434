"""Blanks what is personal of one customer in every table, and keeps what tells nobody: scores, times, consents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select, update

from storage.case_requests import case_requests
from storage.cases import case_events, cases
from storage.columns import JsonObject
from storage.customers import addresses, customers, link_tokens
from storage.desk_posts import desk_posts
from storage.inbox import inbox
from storage.media_files import erase_media
from storage.outbox import outbox
from storage.purchases import events, purchases
from storage.responses import answers, responses
from storage.sessions import sessions
from storage.transactions import Transaction
from storage.user_ids import forget_user_ids
from storage.webhooks import forget_webhooks_of

WAITING = ("waiting", "sending")


def erase_person(tx: Transaction, customer_id: str, *, now: datetime) -> None:
    """Erase a customer (GDPR Art. 17): names, numbers, addresses, attributes, everything he wrote or was written.

    What waits to be sent is refused, open questions end, personal links stop working. His row stays, empty and marked,
    so that scores keep their count and planned contacts are refused by name.
    """
    nobody: dict[str, Any] = {
        "external_id": None,
        "first_name": "",
        "last_name": "",
        "salutation": "",
        "attributes": {},
    }
    _blank(tx, customers, customers.c.id == customer_id, nobody | {"erased_at": now, "updated_at": now})
    forget_webhooks_of(tx, [customer_id])
    erase_media(tx, customer_id)  # finds his files by his addresses
    _erase_addresses(tx, customer_id)
    _erase_words(tx, customer_id, now)
    _erase_purchases(tx, customer_id)
    tx.execute(link_tokens.delete().where(link_tokens.c.customer_id == customer_id))


def _erase_addresses(tx: Transaction, customer_id: str) -> None:
    his = select(addresses.c.id, addresses.c.channel, addresses.c.platform_id)
    for row in tx.execute(his.where(addresses.c.customer_id == customer_id)).all():
        forget_user_ids(tx, [(row.channel, row.platform_id)])
        _blank(tx, addresses, addresses.c.id == row.id, {"platform_id": f"erased-{row.id}", "state": "dead"})


def _erase_words(tx: Transaction, customer_id: str, now: datetime) -> None:
    """What was said, in both directions: inbox, outbox, sessions, answers, cases."""
    his_responses = select(responses.c.id).where(responses.c.customer_id == customer_id)
    _blank(tx, answers, answers.c.response_id.in_(his_responses), {"text": ""})
    written = answers.c.kind != "ask_score"
    _blank(tx, answers, answers.c.response_id.in_(his_responses) & written, {"value": None})
    _blank(tx, inbox, inbox.c.customer_id == customer_id, {"message": {}, "sender": "", "reading": None})
    waiting = (outbox.c.customer_id == customer_id) & outbox.c.state.in_(WAITING)
    _blank(tx, outbox, waiting, {"state": "refused", "outcome": "erased", "settled_at": now})
    _blank(tx, outbox, outbox.c.customer_id == customer_id, {"prompt": {}, "address": ""})
    asking = (sessions.c.customer_id == customer_id) & (sessions.c.state == "asking")
    _blank(tx, sessions, asking, {"state": "ended", "ended_at": now, "due_at": None})
    his_cases = select(cases.c.id).where(cases.c.customer_id == customer_id)
    his_words = case_events.c.case_id.in_(his_cases) | case_events.c.about.in_(his_cases)
    shown_on = select(case_events.c.case_id).where(case_events.c.about.in_(his_cases))
    _blank(tx, cases, cases.c.id.in_(shown_on), {"card_stale": True})
    _blank(tx, case_events, his_words, {"text": ""})
    wanted: dict[str, Any] = {"items": [], "photos": [], "reference": ""}
    _blank(tx, case_requests, case_requests.c.case_id.in_(his_cases), wanted)
    told = desk_posts.c.case_id.in_(his_cases) | desk_posts.c.about.in_(his_cases)
    _blank(tx, desk_posts, told & (desk_posts.c.state == "waiting"), {"state": "refused", "outcome": "erased"})
    _blank(tx, desk_posts, told, {"body": {}})
    _blank(tx, cases, cases.c.customer_id == customer_id, {"card_stale": True})


def _erase_purchases(tx: Transaction, customer_id: str) -> None:
    """Trips stay as dates without a number, so that loyalty can still be counted."""
    for row in tx.execute(select(purchases.c.id).where(purchases.c.customer_id == customer_id)).all():
        blank = {"external_id": f"erased-{row.id}", "attributes": {}}
        _blank(tx, purchases, purchases.c.id == row.id, blank)
    _blank(tx, events, events.c.customer_id == customer_id, {"data": {}})


def blank_sessions(tx: Transaction, blanked: Mapping[str, JsonObject]) -> None:
    """Replace what sessions hold by what is left, by session id: buttons of old messages may still be tapped."""
    for session_id, data in blanked.items():
        _blank(tx, sessions, sessions.c.id == session_id, {"data": data, "version": sessions.c.version + 1})


def _blank(tx: Transaction, table: Table, here: ColumnElement[bool], values: dict[str, Any]) -> None:
    tx.execute(update(table).where(here).values(values))
