"""Wakes between processes: the shard of each inbound message, and on PostgreSQL the tables of Procrastinate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column (what waits now is in shard 0), and the tables that Procrastinate's own version brings."""
    op.add_column("inbox", sa.Column("shard", sa.SmallInteger(), server_default=sa.text("0"), nullable=False))
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.connection.cursor().execute(SchemaManager.get_schema())
