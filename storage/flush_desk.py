"""Writes what a batch of turns leaves for the desk: targets with their warnings, storms' lists, posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import bindparam, update

from storage.case_dues import Targets, case_dues
from storage.case_lists import case_lists
from storage.case_requests import case_requests
from storage.cases import cases
from storage.columns import JsonObject
from storage.desk_posts import desk_posts
from storage.prepared import Change
from storage.transactions import Transaction
from storage.upserts import Insert, insert_into

_SET_TARGETS = Change(
    update(cases)
    .where(cases.c.id == bindparam("row"))
    .values(first_answer_due_at=bindparam("answer_by"), solve_due_at=bindparam("solve_by"))
)
_TOUCH_LIST = Change(
    update(case_lists).where(case_lists.c.id == bindparam("row")).values(last_at=bindparam("at"), stale=True)
)
_ADD_LISTS = Change(partial(insert_into, table=case_lists))
_ADD_POSTS = Change(lambda dialect: insert_into(dialect, desk_posts).on_conflict_do_nothing(index_elements=["key"]))


def _put_dues(dialect: str) -> Insert:
    statement = insert_into(dialect, case_dues)
    return statement.on_conflict_do_update(
        index_elements=["case_id", "kind"], set_={"due_at": statement.excluded.due_at, "done_at": None}
    )


_PUT_DUES = Change(_put_dues)


def flush_desk(
    tx: Transaction,
    *,
    targets: Mapping[str, Targets],
    lists: Mapping[str, JsonObject],
    touched: Mapping[str, JsonObject],
    posts: Sequence[JsonObject],
    requests: Mapping[str, JsonObject],
) -> None:
    """One statement a table, however many cases."""
    if targets:
        rows = [{"row": case, "answer_by": one.answer, "solve_by": one.solve} for case, one in targets.items()]
        _SET_TARGETS.run(tx, rows)
        _put_warnings(tx, targets)
    _ADD_LISTS.run(tx, list(lists.values()))
    _TOUCH_LIST.run(tx, [row for row in touched.values() if row["row"] not in lists])
    _ADD_POSTS.run(tx, [{"place": "", "case_id": None, "about": "", **row} for row in posts])
    if requests:
        wanted = insert_into(tx.dialect.name, case_requests).on_conflict_do_nothing(index_elements=["case_id"])
        tx.execute(wanted, list(requests.values()))


def _put_warnings(tx: Transaction, targets: Mapping[str, Targets]) -> None:
    rows = [
        {"id": f"{case}.{kind}", "case_id": case, "kind": kind, "due_at": due_at}
        for case, one in targets.items()
        for kind, due_at in one.warnings.items()
    ]
    _PUT_DUES.run(tx, rows)
