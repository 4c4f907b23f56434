"""The pace of each channel, shared by all processes that send."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; a row comes with a channel's first message."""
    op.create_table(
        "paces",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("free_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_paces")),
    )
