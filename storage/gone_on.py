"""Cases that go on in another one: which they are, where they lead, and whose words belong there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.cases import CASE_COLUMNS, CaseRow, case_events, cases
from storage.columns import JsonObject
from storage.customers import customers
from storage.prepared import Query, columns, one_of
from storage.transactions import Transaction


@dataclass(slots=True)
class GoneOn:
    """A customer's own case that was merged, and the unresolved one that goes on in its place, another customer's."""

    own: CaseRow
    into: CaseRow


@dataclass(frozen=True, slots=True)
class WentOn:
    """A case that goes on in another customer's: both numbers, and when and how that one was resolved, if it was."""

    number: int
    into: int
    outcome: str
    resolved_at: datetime | None


_MERGED = (
    select(cases.c.customer_id, cases.c.id.label("own"), cases.c.merged_into.label("at"), cases.c.resolved_at)
    .where(cases.c.merged_into != "", one_of(cases.c.customer_id, "ids"))
    .cte("gone", recursive=True)
)
_NEXT = cases.alias("next")
_CHAIN = _MERGED.union(
    select(_MERGED.c.customer_id, _MERGED.c.own, _NEXT.c.merged_into, _MERGED.c.resolved_at).where(
        _NEXT.c.id == _MERGED.c.at, _NEXT.c.merged_into != ""
    )
)
_LAST = cases.alias("last")
_GONE_ON = Query(
    select(_CHAIN.c.own, _LAST.c.id)
    .where(
        _LAST.c.id == _CHAIN.c.at,
        _LAST.c.state != "resolved",
        _LAST.c.customer_id != _CHAIN.c.customer_id,
    )
    .order_by(_CHAIN.c.resolved_at, _CHAIN.c.own),
    columns,
)
_BY_ID = Query(select(*CASE_COLUMNS).where(one_of(cases.c.id, "ids")), CaseRow)


def gone_on(tx: Transaction, customer_ids: Iterable[str]) -> dict[str, GoneOn]:
    """Those of these customers whose case goes on in another's, also by way of others; of several the last merged."""
    wanted = list(customer_ids)
    pairs = _GONE_ON.all(tx, {"ids": wanted}) if wanted else []
    if not pairs:
        return {}
    rows = {row.id: row for row in _BY_ID.all(tx, {"ids": list({each for pair in pairs for each in pair})})}
    return {rows[own].customer_id: GoneOn(rows[own], rows[into]) for own, into in pairs}


def cases_gone_on(tx: Transaction, customer_id: str) -> list[WentOn]:
    """The customer's cases that were merged into another customer's, whose resolution is his as well."""
    mine, into = cases.alias("mine"), cases.alias("into")
    query = (
        select(mine.c.number, into.c.number, into.c.outcome, into.c.resolved_at)
        .join(into, into.c.id == mine.c.merged_into)
        .where(mine.c.customer_id == customer_id, into.c.customer_id != customer_id)
        .order_by(into.c.resolved_at, mine.c.number)
    )
    return [WentOn(*row) for row in tx.execute(query)]


def merged_cases(tx: Transaction, case_id: str) -> list[JsonObject]:
    """Every case that goes on in this one, also by way of others, in the order of their numbers, with first names."""
    found: dict[str, JsonObject] = {}
    left = [case_id]
    while left:
        query = (
            select(cases, customers.c.first_name)
            .join(customers, customers.c.id == cases.c.customer_id)
            .where(cases.c.merged_into.in_(left))
            .order_by(cases.c.number)
        )
        rows = [dict(row) for row in tx.execute(query).mappings() if row["id"] not in {case_id, *found}]
        found |= {row["id"]: row for row in rows}
        left = [row["id"] for row in rows]
    return sorted(found.values(), key=lambda row: int(row["number"]))


def further_cases(tx: Transaction, case: JsonObject) -> list[JsonObject]:
    """Of each further customer whose case goes on in this one: the one that was merged last."""
    rows = [row for row in merged_cases(tx, case["id"]) if row["customer_id"] != case["customer_id"]]
    newest = {row["customer_id"]: row for row in sorted(rows, key=lambda row: (row["resolved_at"], row["id"]))}
    return sorted(newest.values(), key=lambda row: int(row["number"]))


def last_writer(tx: Transaction, case_id: str) -> str:
    """Whose message came last to this case, as the id of his own; "" where it was its own customer's, or nobody's."""
    newest = select(case_events.c.about).where(case_events.c.case_id == case_id, case_events.c.kind == "message_in")
    return str(tx.execute(newest.order_by(case_events.c.at.desc(), case_events.c.id.desc()).limit(1)).scalar() or "")


def events_of_others(tx: Transaction, case_id: str) -> list[JsonObject]:
    """What happened on this case with those whose own go on in it, oldest first."""
    query = select(case_events).where(case_events.c.case_id == case_id, case_events.c.about != "")
    return [dict(row) for row in tx.execute(query.order_by(case_events.c.at, case_events.c.id)).mappings()]


@dataclass(frozen=True, slots=True)
class WorkedThere:
    """A customer's merged case and the one that goes on in its place: how often he wrote and was answered there."""

    number: int
    into: int
    heard: int
    answered: int
    open: bool


def worked_elsewhere(tx: Transaction, customer_id: str) -> list[WorkedThere]:
    """Every case of the customer that goes on in another customer's, in the order of their numbers."""
    mine = select(cases).where(cases.c.customer_id == customer_id, cases.c.merged_into != "").order_by(cases.c.number)
    found = []
    for own in tx.execute(mine).mappings().all():
        last = own
        while last["merged_into"]:
            last = tx.execute(select(cases).where(cases.c.id == last["merged_into"])).mappings().one()
        if last["customer_id"] == customer_id:
            continue
        kinds = select(case_events.c.kind, func.count()).where(case_events.c.about == own["id"])
        counts = {kind: int(count) for kind, count in tx.execute(kinds.group_by(case_events.c.kind))}
        heard, answered = counts.get("message_in", 0), counts.get("message_out", 0)
        found.append(WorkedThere(own["number"], last["number"], heard, answered, last["state"] != "resolved"))
    return found
