"""The list of bundles: the one that was made current last comes first, whether published or rolled back to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.bundle_list import list_bundles, make_current
from storage.bundles import add_bundle, write_audit
from storage.database import Store
from storage.transactions import Transaction

pytestmark = pytest.mark.anyio
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def write(tx: Transaction) -> None:
    """Two bundles, then back to the first."""
    for hours, bundle in enumerate(("one", "two")):
        at = NOON + timedelta(hours=hours)
        add_bundle(tx, bundle, {}, who="ada", now=at)
        write_audit(tx, bundle, who="ada", what="publish", subject=bundle, detail={}, now=at)
    assert make_current(tx, "one") == "two"
    at = NOON + timedelta(hours=2)
    write_audit(tx, "back", who="bob", what="roll_back", subject="one", detail={}, now=at)


async def test_the_last_one_made_current_comes_first(store: Store) -> None:
    """Exactly one is current; each keeps when and by whom it was published first."""
    await store.run(write)
    rows = await store.read(list_bundles)
    assert [(row.bundle, row.current, row.last_at - NOON) for row in rows] == [
        ("one", True, timedelta(hours=2)),
        ("two", False, timedelta(hours=1)),
    ]
    assert {(row.published_by, row.published_at) for row in rows} == {
        ("ada", NOON),
        ("ada", NOON + timedelta(hours=1)),
    }
