"""An installation moves from SQLite to PostgreSQL and back, or stays as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.connections import write_engine
from storage.database import open_store
from storage.migrate import upgrade
from storage.moving_house import MovedTable, MovingError, count_rows, move_installation
from tests.own_postgres import Cluster
from tests.usecases.house import House


@pytest.fixture
def lived_in(tmp_path: Path) -> str:
    """A SQLite installation with conversations in it."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    upgrade(url)

    async def live() -> None:
        store = open_store(url)
        house = House(store)
        await house.publish()
        for sender in ("ada", "Bob", "ärmel"):
            await house.ask("nps", sender)
            await house.hear("7, weil … 🙂", sender)
        await store.close()

    asyncio.run(live())
    return url


@pytest.fixture
def empty(postgres: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database."""
    url = postgres.create()
    yield url
    postgres.drop(url)


def quietly(_table: str, _rows: int) -> None:
    """No bar."""


def test_everything_is_the_same_there_and_back(lived_in: str, empty: str, tmp_path: Path) -> None:
    """Every table has the same rows by count and checksum, and new rows find free ids."""
    back = f"sqlite:///{tmp_path / 'back.db'}"
    there: list[MovedTable] = move_installation(lived_in, empty, progress=quietly)
    assert sum(table.rows for table in there) == count_rows(lived_in) > 30
    assert move_installation(empty, back, progress=quietly) == there

    async def go_on() -> list[str]:
        store = open_store(empty)
        house = House(store)
        house._messages = iter(range(1000, 2000))  # type: ignore[assignment]  # numbers nobody has used
        said = await house.hear("", "new", kind="start")
        await store.close()
        return said

    assert asyncio.run(go_on()) == ["Welcome to Sonnweg.", "May we ask for your opinion?"]


def test_a_target_with_rows_is_refused(lived_in: str, empty: str) -> None:
    """What is there already is never mixed with what comes."""
    move_installation(lived_in, empty, progress=quietly)
    with pytest.raises(MovingError, match="not empty"):
        move_installation(lived_in, empty, progress=quietly)


def test_what_breaks_half_way_leaves_nothing(lived_in: str, empty: str) -> None:
    """A move that is interrupted can simply be made again."""

    def break_off(table: str, _rows: int) -> None:
        if table == "outbox":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move_installation(lived_in, empty, progress=break_off)
    assert count_rows(empty) == 0
    assert move_installation(lived_in, empty, progress=quietly)


def test_another_version_is_refused(tmp_path: Path, empty: str) -> None:
    """Only tables of this version can be moved."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = write_engine(url)
    engine.connect().close()
    engine.dispose()
    with pytest.raises(MovingError, match="echoloop migrate"):
        move_installation(url, empty, progress=quietly)
