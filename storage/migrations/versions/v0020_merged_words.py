"""Whose words stand in the history and the thread of a case that others were merged into."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; everything so far is the case's own."""
    for table in ("case_events", "desk_posts"):
        op.add_column(table, sa.Column("about", sa.String(), server_default=sa.text("''"), nullable=False))
        some = sa.text("about != ''")
        op.create_index(
            op.f(f"ix_{table}_about"), table, ["about"], unique=False, sqlite_where=some, postgresql_where=some
        )


def downgrade() -> None:
    """Drop them."""
    for table in ("desk_posts", "case_events"):
        op.drop_index(op.f(f"ix_{table}_about"), table_name=table)
        op.drop_column(table, "about")
