"""What goes wrong with a store itself: its URL names none, it cannot be opened, or it is closed already."""

from __future__ import annotations


class StoreUrlError(ValueError):
    """The database URL names nothing that rows could be kept in."""


class StoreOpenError(OSError):
    """The database is named, but cannot be opened; the message says why, never a password."""


class StoreBusyError(RuntimeError):
    """The database takes one serving process only, and has one."""


class StoreClosedError(RuntimeError):
    """Work was handed to a store that is closed."""
