"""Makes two customers one by hand, takes it back, and shows who somebody is. Every change leaves an audit line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.bundles import write_audit
from storage.customers import AddressRow, PersonRow, addresses_of, find_person, find_record, latest_consents
from storage.database import Store
from storage.merges import MergeRow, add_merge, end_merge, merges_into
from storage.merging import merge_rows, unmerge_rows
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class NotMerged:
    """Nothing was changed; `why` names the obstacle."""

    why: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Done: `kept_id` and `merged_id` are our ids, `rows` how many rows moved."""

    kept_id: str
    merged_id: str
    rows: int


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is: his row, his addresses, his consents, and who was merged into him (their numbers or our ids)."""

    row: PersonRow
    addresses: list[AddressRow]
    consents: dict[str, bool]
    merged: list[str]


async def merge_customers(
    store: Store, kept: str, merged: str, *, who: str, new_id: Callable[[], str], now: datetime
) -> Merged | NotMerged:
    """Everything of `merged` (number or our id) belongs to `kept` from now on; both numbers lead to him.

    Addresses, conversations, answers, purchases and the ledger of consents move as they are: the ledger's latest word
    counts, so a STOP of either is a STOP.
    """

    def work(tx: Transaction) -> Merged | NotMerged:
        one, other = find_person(tx, kept), find_person(tx, merged)
        if one is None or other is None or one.erased_at is not None or other.erased_at is not None:
            return NotMerged(f"nobody is called {merged if one is not None else kept} (any more)")
        if one.id == other.id:
            return NotMerged("they are one customer already")
        moved = merge_rows(tx, one.id, other.id)
        add_merge(tx, MergeRow(new_id(), one.id, other.id, moved, now), who=who)
        write_audit(tx, new_id(), who=who, what="merge", subject=one.id, detail={"merged": other.id}, now=now)
        return Merged(one.id, other.id, sum(len(ids) for ids in moved.values()))

    return await store.run(work)


async def unmerge_customers(
    store: Store, kept: str, merged: str, *, who: str, new_id: Callable[[], str], now: datetime
) -> Merged | NotMerged:
    """Take a merge back: what moved moves back; what has come since stays with `kept`. The latest merge comes first."""

    def work(tx: Transaction) -> Merged | NotMerged:
        one, other = find_person(tx, kept), find_record(tx, merged)
        standing = merges_into(tx, one.id) if one is not None else []
        if other is None or not any(merge.merged_id == other.id for merge in standing):
            return NotMerged(f"{merged} was not merged into {kept}")
        merge = standing[0]
        if merge.merged_id != other.id:
            return NotMerged(f"another customer was merged later: unmerge {merge.merged_id} first")
        unmerge_rows(tx, merge)
        end_merge(tx, merge.id, now=now)
        detail = {"merged": other.id}
        write_audit(tx, new_id(), who=who, what="unmerge", subject=merge.kept_id, detail=detail, now=now)
        return Merged(merge.kept_id, other.id, sum(len(ids) for ids in merge.moved.values()))

    return await store.run(work)


async def show_customer(store: Store, reference: str) -> Person | None:
    """Who this is, by number or our id; None where there is nobody (any more)."""

    def work(tx: Transaction) -> Person | None:
        row = find_person(tx, reference)
        if row is None or row.erased_at is not None:
            return None
        merged = [find_record(tx, merge.merged_id) for merge in merges_into(tx, row.id)]
        return Person(
            row,
            addresses_of(tx, [row.id]).get(row.id, []),
            latest_consents(tx, [row.id]).get(row.id, {}),
            [other.external_id or other.id for other in merged if other is not None],
        )

    return await store.read(work)
