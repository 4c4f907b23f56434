"""The backups that docs/operations.md describes bring everything back."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path

import pytest

from storage.database import open_store
from storage.migrate import upgrade
from storage.moving_house import count_rows
from tests.own_postgres import Cluster, name_of
from tests.usecases.house import House

pytestmark = pytest.mark.anyio


async def live(url: str) -> None:
    """Conversations."""
    upgrade(url)
    store = open_store(url)
    house = House(store)
    await house.publish()
    await house.ask("nps")
    await store.close()


async def go_on(url: str) -> list[str]:
    """The conversation that was open goes on after the restore."""
    store = open_store(url)
    house = House(store)
    await house.receive(house.says("9", message_id="after", order=999))
    await house.turns()
    await house.deliver()
    await store.close()
    return house.texts()


async def test_sqlite_comes_back_from_a_backup_of_a_running_database(tmp_path: Path) -> None:
    """`.backup` copies what is committed while the database is open; an open question is still answered."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    await live(url)
    running = open_store(url)
    with sqlite3.connect(tmp_path / "echoloop.db") as here, sqlite3.connect(tmp_path / "backup.db") as there:
        here.backup(there)  # what the shell's .backup calls
    here.close()
    there.close()
    await running.close()
    restored = f"sqlite:///{tmp_path / 'backup.db'}"
    assert count_rows(restored) == count_rows(url)
    assert await go_on(restored) == ["What was best?"]


async def test_postgresql_comes_back_from_a_dump(postgres: Cluster, tmp_path: Path) -> None:
    """pg_dump without the wakes and pg_restore into a new database; an open question is still answered."""
    if not (postgres.binaries / "pg_dump").exists():
        pytest.skip("this PostgreSQL brings no pg_dump")
    url = postgres.create()
    await live(url)
    rows = count_rows(url)
    restored = postgres.create()
    here, dump = ["-h", str(postgres.folder), "-U", "echoloop"], str(tmp_path / "echoloop.dump")
    options = ["--format=custom", "--exclude-table-data=procrastinate_*", f"--file={dump}"]
    save: list[str | Path] = [postgres.binaries / "pg_dump", *here, *options, name_of(url)]
    load: list[str | Path] = [postgres.binaries / "pg_restore", *here, "--no-owner", "-d", name_of(restored), dump]
    for command in (save, load):
        subprocess.run(command, check=True, capture_output=True)
    assert count_rows(restored) == rows
    assert await go_on(restored) == ["What was best?"]
