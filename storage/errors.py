"""What goes wrong with a store itself: StoreUrlError (it cannot be opened), StoreClosedError (it is closed)."""

from __future__ import annotations


class StoreUrlError(ValueError):
    """The database URL names nothing that rows could be kept in."""


class StoreClosedError(RuntimeError):
    """Work was handed to a store that is closed."""
