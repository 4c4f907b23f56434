"""Turns facts that were just written into what the company's systems are told, inside the same transaction.

A body holds our ids, the company's own number, dates, scores and states: never a name, a phone number or a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from storage.cases import cases
from storage.columns import JsonObject
from storage.customers import consents, customers
from storage.responses import answers, responses
from storage.transactions import Transaction
from storage.webhooks import add_webhook_posts, listeners, message_id

KINDS = ("response.completed", "score.given", "case.opened", "case.resolved", "consent.changed")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something was written: its kind, and the id of the row that says more."""

    kind: str
    about: str
    at: datetime


def consent_facts(rows: Iterable[JsonObject]) -> list[Fact]:
    """Of lines that were added to the ledger."""
    return [Fact("consent.changed", row["id"], row["at"]) for row in rows]


_CASE = ("id", "number", "team", "priority", "opened_at")
_QUERIES: dict[str, tuple[str, Select[Any]]] = {
    "response.completed": (
        "response",
        select(
            responses.c.id,
            responses.c.flow,
            responses.c.touchpoint,
            responses.c.channel,
            responses.c.language,
            responses.c.started_at,
            responses.c.ended_at,
            responses.c.customer_id,
        ),
    ),
    "score.given": (
        "score",
        select(
            answers.c.id,
            answers.c.response_id,
            responses.c.flow,
            responses.c.touchpoint,
            responses.c.channel,
            answers.c.step,
            answers.c.scale,
            answers.c.score,
            answers.c.band,
            answers.c.at,
            responses.c.customer_id,
        ).join(responses, responses.c.id == answers.c.response_id),
    ),
    "case.opened": ("case", select(*(cases.c[name] for name in _CASE), cases.c.customer_id)),
    "case.resolved": (
        "case",
        select(*(cases.c[name] for name in (*_CASE, "outcome", "cause", "resolved_at")), cases.c.customer_id),
    ),
    "consent.changed": (
        "consent",
        select(
            consents.c.id,
            consents.c.purpose,
            consents.c.granted,
            consents.c.waits,
            consents.c.version,
            consents.c.channel,
            consents.c.at,
            consents.c.customer_id,
        ),
    ),
}


def tell_webhooks(tx: Transaction, facts: Iterable[Fact]) -> None:
    """One row for each fact and each endpoint that wants its kind; nothing where none does."""
    by_kind: dict[str, dict[str, datetime]] = {}
    for fact in facts:
        by_kind.setdefault(fact.kind, {})[fact.about] = fact.at
    wanting = {each.name: set(each.kinds) for each in listeners(tx)} if by_kind else {}
    for kind, moments in by_kind.items():
        names = [name for name, kinds in wanting.items() if kind in kinds]
        if names:
            add_webhook_posts(tx, _rows(tx, kind, moments, names))


def _rows(tx: Transaction, kind: str, moments: Mapping[str, datetime], names: Sequence[str]) -> list[JsonObject]:
    word, query = _QUERIES[kind]
    first = query.selected_columns[0]
    found = [dict(row) for row in tx.execute(query.where(first.in_(list(moments)))).mappings()]
    numbers = _numbers(tx, {row["customer_id"] for row in found})
    rows: list[JsonObject] = []
    for row in found:
        customer, at = row.pop("customer_id"), moments[row["id"]]
        if row.get("waits"):
            row["granted"] = False  # nobody may write by it yet
        told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        body = {
            "type": kind,
            "timestamp": at.isoformat(),
            "data": {word: told, "customer": {"id": customer, "number": numbers.get(customer)}},
        }
        sign = message_id(kind, row["id"], at)
        common = {"message_id": sign, "kind": kind, "customer_id": customer, "body": body}
        rows += [common | {"endpoint": name, "due_at": at, "created_at": at} for name in names]
    return rows


def _numbers(tx: Transaction, ids: Iterable[str]) -> dict[str, str | None]:
    """The company's own number of each customer."""
    rows = tx.execute(select(customers.c.id, customers.c.external_id).where(customers.c.id.in_(list(ids))))
    return {row.id: row.external_id for row in rows}
