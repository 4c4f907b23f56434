"""User ids of WhatsApp and the numbers that they have shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "user_ids",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("platform_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "user_id", name=op.f("pk_user_ids")),
    )
    op.create_index(op.f("ix_user_ids_platform_id"), "user_ids", ["platform_id"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("user_ids")
