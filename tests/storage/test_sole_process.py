"""SQLite serves one process."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import StoreBusyError
from storage.sole_process import sole_process


def test_a_second_process_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    """While one serves a file nobody else may; afterwards the next may; PostgreSQL takes any number."""
    url = f"sqlite:///{tmp_path / 'echoloop.db'}"
    with sole_process(url), pytest.raises(StoreBusyError, match="already"), sole_process(url):
        pass
    with sole_process(url):
        pass
    with sole_process("postgresql://here/echoloop"), sole_process("postgresql://here/echoloop"):
        pass
