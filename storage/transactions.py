"""What work inside a transaction holds: the one thing that use cases hand from query to query."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from storage.errors import StoreClosedError

Transaction = Connection
"""An open transaction; only storage/ knows what it can do."""

BAD_LUCK = ("40001", "40P01")  # SQLSTATE: serialization failure, deadlock


def is_broken_world(error: BaseException) -> bool:
    """Whether the database itself is out of order (locked, full, gone): nothing is wrong with the work."""
    return isinstance(error, OperationalError | InterfaceError | StoreClosedError)


def had_bad_luck(error: BaseException) -> bool:
    """Whether the same work may well succeed if it is done again at once: a deadlock, a connection that was cut."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in BAD_LUCK
