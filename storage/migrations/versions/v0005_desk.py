"""The desk: what is due of a case, its request, gestures, corrections, recovery, storms, and posts beside the cards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the columns that cases lack."""
    op.create_table(
        "case_lists",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_lists")),
    )
    op.create_index("ix_case_lists_stale", "case_lists", ["stale"], unique=False)
    op.create_index("ix_case_lists_team_topic", "case_lists", ["team", "topic", "last_at"], unique=False)
    op.create_table(
        "case_dues",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_dues_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_dues")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_case_dues_case_id_kind")),
    )
    op.create_index("ix_case_dues_done_at_due_at", "case_dues", ["done_at", "due_at"], unique=False)
    op.create_table(
        "case_requests",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_requests_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_requests")),
    )
    op.create_table(
        "desk_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_desk_posts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_posts")),
        sa.UniqueConstraint("key", name=op.f("uq_desk_posts_key")),
    )
    op.create_index(op.f("ix_desk_posts_case_id"), "desk_posts", ["case_id"], unique=False)
    op.create_index("ix_desk_posts_state_due_at", "desk_posts", ["state", "due_at"], unique=False)
    op.create_table(
        "gestures",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_gestures_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gestures")),
        sa.UniqueConstraint("key", name=op.f("uq_gestures_key")),
    )
    op.create_index(op.f("ix_gestures_case_id"), "gestures", ["case_id"], unique=False)
    op.create_index("ix_gestures_team_at", "gestures", ["team", "at"], unique=False)
    op.create_table(
        "recoveries",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("scale", sa.String(), nullable=False),
        sa.Column("score_before", sa.Float(), nullable=True),
        sa.Column("band_before", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("solved", sa.String(), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("again_session_id", sa.String(), nullable=False),
        sa.Column("score_after", sa.Float(), nullable=True),
        sa.Column("band_after", sa.String(), nullable=False),
        sa.Column("after_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_recoveries_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_recoveries")),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_corrections_answer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_answer_id"), "corrections", ["answer_id"], unique=False)
    op.add_column("cases", sa.Column("source", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("cases", sa.Column("topic", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("cases", sa.Column("solve_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("hand_overs", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("cases", sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("merged_into", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("cases", sa.Column("call_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("list_id", sa.String(), server_default=sa.text("''"), nullable=False))
    op.create_index("ix_cases_list_id", "cases", ["list_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("corrections")
    op.drop_table("recoveries")
    op.drop_table("gestures")
    op.drop_table("desk_posts")
    op.drop_table("case_requests")
    op.drop_table("case_dues")
    op.drop_table("case_lists")
    op.drop_index("ix_cases_list_id", table_name="cases")
    op.drop_column("cases", "list_id")
    op.drop_column("cases", "call_back_at")
    op.drop_column("cases", "merged_into")
    op.drop_column("cases", "snoozed_until")
    op.drop_column("cases", "hand_overs")
    op.drop_column("cases", "solve_due_at")
    op.drop_column("cases", "topic")
    op.drop_column("cases", "source")
