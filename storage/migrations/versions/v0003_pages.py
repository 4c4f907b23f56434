"""Public pages: the tokens of their links, and what visitors voted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "page_links",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_page_links")),
        sa.UniqueConstraint("page", name=op.f("uq_page_links_page")),
    )
    op.create_table(
        "page_votes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("scale", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visitor", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_votes")),
        sa.UniqueConstraint("page", "day", "visitor", name=op.f("uq_page_votes_page_day_visitor")),
    )
    op.create_index("ix_page_votes_page_scale", "page_votes", ["page", "scale"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("page_votes")
    op.drop_table("page_links")
