"""`echoloop customer` as an operator types it: who is who, one out of two, and two again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import anyio

from storage.customers import addresses, customers
from storage.database import open_store
from tests.app.cli.conftest import Echoloop

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


def know_two(folder: Path) -> None:
    """K-1 in Telegram, K-2 nowhere yet."""

    async def write() -> None:
        store = open_store(f"sqlite:///{folder / 'var' / 'echoloop.db'}")
        people = [{"id": f"c{n}", "external_id": f"K-{n}", "created_at": NOW, "updated_at": NOW} for n in (1, 2)]
        place = {"id": "a", "customer_id": "c1", "channel": "telegram", "platform_id": "4915112345678"}
        await store.run(lambda tx: tx.execute(customers.insert(), people))
        await store.run(lambda tx: tx.execute(addresses.insert(), place | {"created_at": NOW}))
        await store.close()

    anyio.run(write)


def test_two_become_one_and_two_again(folder: Path, echoloop: Echoloop) -> None:
    """Each command says what it did; numbers are shown by their end only; what cannot be done ends with 1."""
    assert echoloop("migrate").returncode == 0
    know_two(folder)
    assert "K-1 is K-2 from now on" in echoloop("customer", "merge", "K-2", "K-1").stdout
    shown = echoloop("customer", "show", "K-1").stdout
    assert "telegram …678: open" in shown
    assert "merged: K-1" in shown
    assert "49151" not in shown
    assert "stands for himself" in echoloop("customer", "unmerge", "K-2", "K-1").stdout
    refused = echoloop("customer", "unmerge", "K-2", "K-1")
    assert (refused.returncode, "was not merged" in refused.stderr) == (1, True)
    assert echoloop("customer", "show", "K-9").returncode == 1
