"""Makes two customers one: a stranger who turned out to be a customer for good, two customers by hand and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, select

from storage.bundles import write_audit
from storage.contacts import contacts
from storage.customers import customers
from storage.merges import MergeRow
from storage.rewards import seats
from storage.schema import METADATA
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """One stranger who turned out to be a customer we know; `audit_id` is the id of the line that says so."""

    stranger_id: str
    customer_id: str
    audit_id: str
    at: datetime


def merge_stranger(tx: Transaction, merge: Merge) -> None:
    """Move every row of the stranger, in every table; his own row stays, empty and marked, so that ids stay known.

    Nothing is copied: one response stays one response, and the ledger of consents keeps its lines and times.
    """
    for table in METADATA.tables.values():
        if "customer_id" in table.c:
            here = table.c.customer_id == merge.stranger_id
            if table is seats:  # a seat that the customer has himself is not taken twice
                had = select(seats.c.event).where(seats.c.customer_id == merge.customer_id)
                here &= seats.c.event.not_in(had)
            tx.execute(table.update().where(here).values(customer_id=merge.customer_id))
    nobody = {"first_name": "", "last_name": "", "attributes": {}, "erased_at": merge.at, "updated_at": merge.at}
    tx.execute(customers.update().where(customers.c.id == merge.stranger_id).values(nobody))
    write_audit(
        tx,
        merge.audit_id,
        who="personal link",
        what="merge",
        subject=merge.customer_id,
        detail={"stranger": merge.stranger_id},
        now=merge.at,
    )


def merge_rows(tx: Transaction, kept_id: str, merged_id: str) -> dict[str, list[str | int]]:
    """Move every row of the merged customer, in every table; returns which by table, so that they can be moved back.

    What both have and only one can keep stays where it is; a contact is then refused by the gate, without an address.
    """
    moved: dict[str, list[str | int]] = {}
    twice = _had_twice(tx, kept_id, merged_id)
    for table in METADATA.sorted_tables:
        if "customer_id" not in table.c:
            continue
        key = _key(table)
        found = tx.execute(select(key).where(table.c.customer_id == merged_id)).scalars()
        ids = [row_id for row_id in found if (table.name, row_id) not in twice]
        if ids:
            moved[table.name] = ids
            here = key.in_(ids) & (table.c.customer_id == merged_id)
            tx.execute(table.update().where(here).values(customer_id=kept_id))
    return moved


def unmerge_rows(tx: Transaction, merge: MergeRow) -> None:
    """Move the same rows back; what has come since stays where it is."""
    for name, ids in merge.moved.items():
        table = METADATA.tables[name]
        here = _key(table).in_(ids) & (table.c.customer_id == merge.kept_id)
        tx.execute(table.update().where(here).values(customer_id=merge.merged_id))


def _key(table: Table) -> Column[Any]:
    """What tells a customer's rows of a table apart: its id, or what stands beside the customer in its key."""
    [key] = [column for column in table.primary_key.columns if column.name != "customer_id"]
    return key


def _had_twice(tx: Transaction, kept_id: str, merged_id: str) -> set[tuple[str, str]]:
    """Table and key of what both have and only one can keep: a contact that is planned, a seat at an event."""
    same = (contacts.c.purchase_id, contacts.c.journey, contacts.c.contact, contacts.c.occurrence)
    kept = {tuple(row) for row in tx.execute(select(*same).where(contacts.c.customer_id == kept_id))}
    rows = tx.execute(select(contacts.c.id, *same).where(contacts.c.customer_id == merged_id))
    planned = {(contacts.name, row[0]) for row in rows if tuple(row[1:]) in kept}
    seated = tx.execute(select(seats.c.event).where(seats.c.customer_id == kept_id)).scalars()
    return planned | {(seats.name, event) for event in seated}
