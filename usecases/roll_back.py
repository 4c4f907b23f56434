"""Makes an earlier bundle the current one again: new conversations start on it, running ones keep theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from authoring.problems import errors
from authoring.read_experience import read_experience
from storage.bundle_list import BundleRow, list_bundles, make_current
from storage.bundles import bundle_files, write_audit
from storage.database import Store
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class RolledBack:
    """`bundle` is current now, in place of `before`."""

    bundle: BundleRow
    before: str


@dataclass(frozen=True, slots=True)
class NotRolledBack:
    """Nothing has changed, and why."""

    what: str
    way_out: str


async def find_bundle(store: Store, prefix: str) -> BundleRow | NotRolledBack:
    """The one published bundle whose hash begins so; "current" and "previous" are understood too."""
    rows = await store.read(list_bundles)
    if prefix in ("current", "previous"):
        rows = [row for row in rows if row.current is (prefix == "current")][:1]
        fitting = rows
    else:
        fitting = [row for row in rows if row.bundle.startswith(prefix)] if prefix else []
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        return NotRolledBack(f'{len(fitting)} bundles begin with "{prefix}".', "Write more of the hash.")
    return NotRolledBack(f'No bundle "{prefix}" is published.', "`echoloop bundles list` shows them all.")


async def roll_back(store: Store, prefix: str, *, who: str, now: datetime) -> RolledBack | NotRolledBack:
    """Make a published bundle current; one that this version cannot read any more is refused."""
    found = await find_bundle(store, prefix)
    if isinstance(found, NotRolledBack):
        return found
    if found.current:
        return NotRolledBack(f"{found.bundle[:12]} is current already.", "Name an earlier one.")
    files = await store.read(lambda tx: bundle_files(tx, found.bundle))
    problems = errors(read_experience(files or {})[1])
    if problems:
        where = f"{problems[0].file}:{problems[0].line} {problems[0].message}"
        return NotRolledBack(
            f"This version cannot run {found.bundle[:12]}: {len(problems)} errors, first {where}.",
            "Take its files with `echoloop bundles export`, mend them and publish.",
        )

    def work(tx: Transaction) -> str:
        before = make_current(tx, found.bundle)
        line = f"back-{found.bundle[:12]}-{now.timestamp():.6f}"
        detail = {"before": before}
        write_audit(tx, line, who=who, what="roll_back", subject=found.bundle, detail=detail, now=now)
        return before

    return RolledBack(found, await store.run(work))
