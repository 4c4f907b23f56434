"""Contacts that are due together lie in the order in which they are opened: a wave need not sort all that is left."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index takes the place of a shorter one; rows stay as they are."""
    op.create_index("ix_contacts_state_due_at_rank_id", "contacts", ["state", "due_at", "rank", "id"], unique=False)
    op.drop_index("ix_contacts_state_due_at", table_name="contacts")


def downgrade() -> None:
    """The shorter index again."""
    op.create_index("ix_contacts_state_due_at", "contacts", ["state", "due_at"], unique=False)
    op.drop_index("ix_contacts_state_due_at_rank_id", table_name="contacts")
