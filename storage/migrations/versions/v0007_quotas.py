"""Quotas of contacts over all customers, and how far a published bundle has been brought to the customers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; nothing that is there changes."""
    op.create_table(
        "quota_uses",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_quota_uses")),
    )
    op.create_index("ix_quota_uses_journey_contact_at", "quota_uses", ["journey", "contact", "at"], unique=False)
    op.create_table(
        "replans",
        sa.Column("bundle", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bundle", name=op.f("pk_replans")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("replans")
    op.drop_table("quota_uses")
