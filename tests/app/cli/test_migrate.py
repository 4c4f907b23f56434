"""`echoloop migrate` as an operator types it: the tables of this version, and the move to another database."""

from __future__ import annotations

from pathlib import Path

from storage.moving_house import count_rows
from tests.app.cli.conftest import Echoloop


def test_a_second_migration_has_nothing_to_do(echoloop: Echoloop) -> None:
    """The first makes the tables and names the revision, the second says that they are there."""
    assert "(before: empty)" in echoloop("migrate").stdout
    assert "up to date" in echoloop("migrate").stdout


def test_an_installation_moves_and_says_what_went_over(folder: Path, echoloop: Echoloop) -> None:
    """Every table is named with its rows and checksum; the new database holds as many rows as the old one."""
    assert echoloop("migrate").returncode == 0
    assert echoloop("publish").returncode == 0
    old, new = (f"sqlite:///{folder / name}" for name in ("var/echoloop.db", "moved.db"))
    moved = echoloop("migrate", "--to", new)
    assert moved.returncode == 0, moved.stderr
    assert "rows are the same on both sides. Set database.url, then start." in moved.stdout
    assert count_rows(new) == count_rows(old) > 0


def test_a_target_with_rows_is_refused_with_a_way_out(folder: Path, echoloop: Echoloop) -> None:
    """What is there already is never mixed with what comes: nothing is moved, and another database is asked for."""
    assert echoloop("migrate").returncode == 0
    assert echoloop("publish").returncode == 0
    new = f"sqlite:///{folder / 'moved.db'}"
    assert echoloop("migrate", "--to", new).returncode == 0
    again = echoloop("migrate", "--to", new)
    assert again.returncode == 2
    assert "the target is not empty" in again.stderr
    assert "Name an empty database" in again.stderr
