"""Codes to give, rewards given, recommendation links and who came by them, seats at events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
FREE = sa.text("given_id IS NULL")


def upgrade() -> None:
    """Create the tables; nothing that is there changes."""
    op.create_table(
        "reward_codes",
        sa.Column("reward", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("given_id", sa.String(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reward", "code", name=op.f("pk_reward_codes")),
    )
    op.create_index(
        "ix_reward_codes_free",
        "reward_codes",
        ["reward", "code"],
        unique=False,
        sqlite_where=FREE,
        postgresql_where=FREE,
    )
    op.create_table(
        "rewards_given",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("reward", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_rewards_given_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rewards_given")),
        sa.UniqueConstraint(
            "customer_id", "reward", "occasion", name=op.f("uq_rewards_given_customer_id_reward_occasion")
        ),
        sa.UniqueConstraint("reward", "code", name=op.f("uq_rewards_given_reward_code")),
    )
    op.create_index(
        "ix_rewards_given_kind_done_at_due_at", "rewards_given", ["kind", "done_at", "due_at"], unique=False
    )
    op.create_table(
        "invites",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_invites_customer_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_invites")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_invites_customer_id")),
    )
    op.create_table(
        "recommended",
        sa.Column("purchase_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_recommended_customer_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_recommended_purchase_id")),
        sa.PrimaryKeyConstraint("purchase_id", name=op.f("pk_recommended")),
    )
    op.create_index("ix_recommended_customer_id", "recommended", ["customer_id"], unique=False)
    op.create_table(
        "seat_counts",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_seat_counts")),
    )
    op.create_table(
        "seats",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_seats_customer_id")),
        sa.PrimaryKeyConstraint("event", "customer_id", name=op.f("pk_seats")),
        sa.UniqueConstraint("event", "number", name=op.f("uq_seats_event_number")),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("seats", "seat_counts", "recommended", "invites", "rewards_given", "reward_codes"):
        op.drop_table(table)
