"""Writes what a batch of turns leaves for the desk: targets with their warnings, storms' lists, posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, update

from storage.case_dues import Targets, case_dues
from storage.case_lists import case_lists
from storage.cases import cases
from storage.columns import JsonObject
from storage.desk_posts import desk_posts
from storage.transactions import Transaction
from storage.upserts import insert_into

_SET_TARGETS = (
    update(cases)
    .where(cases.c.id == bindparam("row"))
    .values(first_answer_due_at=bindparam("answer_by"), solve_due_at=bindparam("solve_by"))
)
_TOUCH_LIST = update(case_lists).where(case_lists.c.id == bindparam("row")).values(last_at=bindparam("at"), stale=True)


def flush_desk(
    tx: Transaction,
    *,
    targets: Mapping[str, Targets],
    lists: Mapping[str, JsonObject],
    touched: Mapping[str, JsonObject],
    posts: Sequence[JsonObject],
) -> None:
    """One statement a table, however many cases."""
    if targets:
        rows = [{"row": case, "answer_by": one.answer, "solve_by": one.solve} for case, one in targets.items()]
        tx.execute(_SET_TARGETS, rows)
        _put_warnings(tx, targets)
    if lists:
        tx.execute(case_lists.insert(), list(lists.values()))
    known = [row for row in touched.values() if row["row"] not in lists]
    if known:
        tx.execute(_TOUCH_LIST, known)
    if posts:
        statement = insert_into(tx.dialect.name, desk_posts).on_conflict_do_nothing(index_elements=["key"])
        tx.execute(statement, [{"place": "", "case_id": None, **row} for row in posts])


def _put_warnings(tx: Transaction, targets: Mapping[str, Targets]) -> None:
    rows = [
        {"id": f"{case}.{kind}", "case_id": case, "kind": kind, "due_at": due_at}
        for case, one in targets.items()
        for kind, due_at in one.warnings.items()
    ]
    if rows:
        statement = insert_into(tx.dialect.name, case_dues)
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=["case_id", "kind"], set_={"due_at": statement.excluded.due_at, "done_at": None}
            ),
            rows,
        )
