"""What the API lists: responses with their answers, cases and contacts, newest first, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from storage.case_requests import case_requests
from storage.cases import cases
from storage.contacts import contacts
from storage.customers import customers
from storage.responses import answers, readings, responses
from storage.transactions import Transaction

Page = list[dict[str, Any]]
Mark = tuple[datetime, str] | None
"""Where the page before ended: moment and id of its last row; None for the first page."""


def list_responses(tx: Transaction, *, before: Mark, limit: int, flow: str = "") -> Page:
    """Responses with customer number, answers and readings."""
    query = (
        select(
            *(responses.c.id, customers.c.external_id.label("customer"), responses.c.flow, responses.c.touchpoint),
            *(responses.c.channel, responses.c.language, responses.c.state, responses.c.sample),
            *(responses.c.started_at, responses.c.ended_at),
        )
        .join(customers, customers.c.id == responses.c.customer_id)
        .where(_older(responses.c.started_at, responses.c.id, before))
    )
    if flow:
        query = query.where(responses.c.flow == flow)
    page = _rows(tx, query.order_by(responses.c.started_at.desc(), responses.c.id.desc()).limit(limit))
    given = _answers(tx, [row["id"] for row in page])
    return [row | {"answers": given[row["id"]]} for row in page]


def list_cases(
    tx: Transaction, *, before: Mark, limit: int, state: str = "", team: str = "", request: str = ""
) -> Page:
    """Cases with customer number, target times and request; `request` is a kind, or "kind:state"."""
    kind, _, stage = request.partition(":")
    query = _cases().where(_older(cases.c.opened_at, cases.c.id, before))
    wanted = (
        (cases.c.state, state),
        (cases.c.team, team),
        (case_requests.c.kind, kind),
        (case_requests.c.state, stage),
    )
    query = query.where(*(column == value for column, value in wanted if value))
    page = _rows(tx, query.order_by(cases.c.opened_at.desc(), cases.c.id.desc()).limit(limit))
    return [_case(row) for row in page]


def case_listed(tx: Transaction, number: int) -> dict[str, Any] | None:
    """One case by its number, as the list shows it; None where there is none."""
    found = _rows(tx, _cases().where(cases.c.number == number))
    return _case(found[0]) if found else None


def _cases() -> Select[Any]:
    return (
        select(
            *(cases.c.id, cases.c.number, customers.c.external_id.label("customer"), cases.c.team, cases.c.priority),
            *(cases.c.state, cases.c.owner, cases.c.reasons, cases.c.outcome, cases.c.cause, cases.c.opened_at),
            *(cases.c.first_answer_due_at, cases.c.first_answer_at, cases.c.resolved_at),
            *(case_requests.c.kind.label("request_kind"), case_requests.c.state.label("request_state")),
            *(case_requests.c["items"], case_requests.c.reference, case_requests.c.changed_at),
        )
        .join(customers, customers.c.id == cases.c.customer_id)
        .outerjoin(case_requests, case_requests.c.case_id == cases.c.id)
    )


def _case(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its number as people say it, and its request in one piece."""
    names = {"request_kind": "kind", "request_state": "state", "items": "items"}
    names |= {"reference": "reference", "changed_at": "changed_at"}
    request = {short: row.pop(name) for name, short in names.items()}
    return row | {"number": f"C-{row['number']}", "request": request if request["kind"] else None}


def list_contacts(
    tx: Transaction, *, before: Mark, limit: int, state: str = "", customer: str = "", contact: str = ""
) -> Page:
    """Planned and settled contacts with the rule that decided last; `customer` is the company's own number."""
    query = (
        select(
            *(contacts.c.id, customers.c.external_id.label("customer"), contacts.c.journey, contacts.c.contact),
            *(contacts.c.flow, contacts.c.purpose, contacts.c.touchpoint, contacts.c.due_at, contacts.c.planned_for),
            *(contacts.c.state, contacts.c.rule, contacts.c.place, contacts.c.settled_at),
        )
        .join(customers, customers.c.id == contacts.c.customer_id)
        .where(_older(contacts.c.due_at, contacts.c.id, before))
    )
    wanted = ((contacts.c.state, state), (customers.c.external_id, customer), (contacts.c.contact, contact))
    query = query.where(*(column == value for column, value in wanted if value))
    return _rows(tx, query.order_by(contacts.c.due_at.desc(), contacts.c.id.desc()).limit(limit))


def _older(at: ColumnElement[datetime], row_id: ColumnElement[str], mark: Mark) -> ColumnElement[bool]:
    """Rows after the mark in newest-first order (keyset pages stay right while rows are added)."""
    if mark is None:
        return at.is_not(None)
    return or_(at < mark[0], and_(at == mark[0], row_id < mark[1]))


def _rows(tx: Transaction, query: Select[Any]) -> Page:
    """Rows as plain dictionaries."""
    return [dict(row) for row in tx.execute(query).mappings()]


def _answers(tx: Transaction, response_ids: list[str]) -> dict[str, Page]:
    """The answers of these responses in the order they were given, each with its latest reading."""
    query = (
        select(
            *(answers.c.response_id, answers.c.step, answers.c.kind, answers.c.scale, answers.c.value),
            *(answers.c.band, answers.c.text, answers.c.at, readings.c.sentiment, readings.c.confidence),
            *(readings.c.mixed, readings.c.kind.label("text_kind"), readings.c.topics, readings.c.model),
        )
        .outerjoin(readings, readings.c.answer_id == answers.c.id)
        .where(answers.c.response_id.in_(response_ids))
        .order_by(answers.c.at, answers.c.id, readings.c.at)
    )
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in tx.execute(query).mappings():
        answer = {key: row[key] for key in ("step", "kind", "scale", "value", "band", "text", "at")}
        reading = {key: row[key] for key in ("sentiment", "confidence", "mixed", "text_kind", "topics", "model")}
        found[row["response_id"]][row["step"]] = answer | {"reading": reading if row["model"] else None}
    return defaultdict(list, {response: list(by_step.values()) for response, by_step in found.items()})
