"""One process serves a SQLite file: a lock beside it that ends with whoever holds it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.connections import sqlite_file
from storage.errors import StoreBusyError


@contextmanager
def sole_process(url: str) -> Iterator[None]:
    """Be the one that serves this database while the block runs; PostgreSQL takes any number.

    Raises StoreBusyError where another process serves it.
    """
    file = sqlite_file(url)
    if file is None:
        yield
        return
    with Path(f"{file}.serving").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise StoreBusyError(f"another process serves {file} already") from taken
        yield
