"""What a customer wants of a case in goods or money: a return, a refund, a replacement, with its state."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, select, update

from storage.cases import cases
from storage.columns import METADATA, Json, JsonObject, UtcDateTime
from storage.transactions import Transaction
from storage.upserts import insert

case_requests = Table(
    "case_requests",
    METADATA,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("kind", String, nullable=False),  # a key of desk.yaml's requests
    Column("state", String, nullable=False),  # one of that request's states
    Column("items", Json, nullable=False, default=list),  # [text]
    Column("photos", Json, nullable=False, default=list),  # media ids
    Column("reference", String, nullable=False, default=""),  # the company's own number, or the customer's booking
    Column("opened_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)


def put_request(tx: Transaction, row: JsonObject) -> None:
    """Keep the request of a case, or the state it has now."""
    statement = insert(tx, case_requests).values({"items": [], "photos": [], "reference": ""} | row)
    changed = {name: statement.excluded[name] for name in row if name not in ("case_id", "opened_at")}
    tx.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=changed))


def request_of(tx: Transaction, case_id: str) -> JsonObject | None:
    """The request of a case, or None."""
    row = tx.execute(select(case_requests).where(case_requests.c.case_id == case_id)).mappings().first()
    return dict(row) if row is not None else None


def newest_request(tx: Transaction, customer_id: str) -> JsonObject | None:
    """The customer's newest request with its case's number, or None."""
    query = (
        select(case_requests, cases.c.number)
        .join(cases, cases.c.id == case_requests.c.case_id)
        .where(cases.c.customer_id == customer_id)
        .order_by(case_requests.c.opened_at.desc(), cases.c.number.desc())
        .limit(1)
    )
    row = tx.execute(query).mappings().first()
    return dict(row) if row is not None else None


def blank_requests(tx: Transaction, case_ids: list[str]) -> None:
    """Forget what was wanted, and keep that something was."""
    here = case_requests.c.case_id.in_(case_ids)
    tx.execute(update(case_requests).where(here).values(items=[], photos=[], reference=""))
