"""What work inside a transaction holds: the one thing that use cases hand from query to query."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from storage.errors import StoreClosedError

Transaction = Connection
"""An open transaction; only storage/ knows what it can do."""


def is_broken_world(error: BaseException) -> bool:
    """Whether the database itself is out of order (locked, full, gone): nothing is wrong with the work."""
    return isinstance(error, OperationalError | InterfaceError | StoreClosedError)
