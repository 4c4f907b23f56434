"""What work inside a transaction holds: the one thing that use cases hand from query to query."""

from __future__ import annotations

from sqlalchemy import Connection

Transaction = Connection
"""An open transaction; only storage/ knows what it can do."""
