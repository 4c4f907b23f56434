"""WhatsApp's templates as the platform sees them: one row a flow, step and language, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, func, select

from storage.columns import METADATA, UtcDateTime
from storage.contacts import contacts
from storage.customers import addresses, customers
from storage.prepared import Query
from storage.transactions import Transaction

templates = Table(
    "templates",
    METADATA,
    Column("flow", String, nullable=False),
    Column("step", String, nullable=False),
    Column("language", String, nullable=False),
    Column("content_sid", String, nullable=False, default=""),  # "" where none is configured
    Column("category", String, nullable=False, default=""),  # what config.yaml says
    Column("platform_category", String, nullable=False, default=""),  # what Meta says
    Column("status", String, nullable=False, default=""),  # Meta's word, or "missing"
    Column("problem", String, nullable=False, default=""),  # the gate's rule; "" = it can be used
    Column("changed_at", UtcDateTime, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("flow", "step", "language"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """One template as it stood at `checked_at`, unchanged since `changed_at`."""

    flow: str
    step: str
    language: str
    content_sid: str
    category: str
    platform_category: str
    status: str
    problem: str
    changed_at: datetime
    checked_at: datetime


_ALL = Query(
    select(*(templates.c[name] for name in TemplateRow.__slots__)).order_by(
        templates.c.flow, templates.c.step, templates.c.language
    ),
    lambda *values: TemplateRow(**dict(zip(TemplateRow.__slots__, values, strict=True))),
)


def all_templates(tx: Transaction) -> list[TemplateRow]:
    """Every template that is known, by flow, step and language."""
    return _ALL.all(tx, {})


def replace_templates(tx: Transaction, rows: Sequence[TemplateRow]) -> None:
    """These are all the templates there are."""
    tx.execute(templates.delete())
    if rows:
        tx.execute(templates.insert(), [asdict(row) for row in rows])


def waiting_for(tx: Transaction, flows: Iterable[str], language: str) -> Mapping[str, int]:
    """How many planned contacts of each flow belong to customers of this language who have WhatsApp."""
    query = (
        select(contacts.c.flow, func.count(func.distinct(contacts.c.id)))
        .join(customers, customers.c.id == contacts.c.customer_id)
        .join(addresses, addresses.c.customer_id == contacts.c.customer_id)
        .where(
            contacts.c.state == "planned",
            contacts.c.flow.in_(list(flows)),
            customers.c.language == language,
            addresses.c.channel == "whatsapp",
            addresses.c.state == "open",
        )
        .group_by(contacts.c.flow)
    )
    return {row[0]: row[1] for row in tx.execute(query)}
