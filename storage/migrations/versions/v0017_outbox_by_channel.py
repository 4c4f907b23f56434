"""What waits in the outbox lies by channel: each is delivered for itself, whatever waits in another."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index takes the place of a shorter one; rows stay as they are."""
    op.create_index("ix_outbox_state_channel_due_at_id", "outbox", ["state", "channel", "due_at", "id"], unique=False)
    op.drop_index("ix_outbox_state_due_at", table_name="outbox")


def downgrade() -> None:
    """The shorter index again."""
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"], unique=False)
    op.drop_index("ix_outbox_state_channel_due_at_id", table_name="outbox")
