"""Answers: which wording of a score's question was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was answered before belongs to a series without a name."""
    op.add_column("answers", sa.Column("wording", sa.String(), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("answers", "wording")
