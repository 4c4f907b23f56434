"""Makes two customers one: everything that hangs on the stranger moves to the customer he turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.bundles import write_audit
from storage.customers import customers
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
