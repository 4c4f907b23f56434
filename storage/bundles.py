"""Published bundles, fired ticks, and the audit line of everything a person did."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, String, Table

from storage.columns import METADATA, Json, UtcDateTime

bundles = Table(
    "bundles",
    METADATA,
    Column("bundle", String, primary_key=True),  # SHA-256 over all files
    Column("files", Json, nullable=False),  # path → text
    Column("published_by", String, nullable=False, default=""),
    Column("published_at", UtcDateTime, nullable=False),
    Column("current", Boolean, nullable=False, default=False),
)

schedule_fires = Table(
    "schedule_fires",  # several schedulers cannot double a tick
    METADATA,
    Column("schedule", String, primary_key=True),
    Column("fire_at", UtcDateTime, primary_key=True),
)

audit = Table(
    "audit",
    METADATA,
    Column("id", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("subject", String, nullable=False, default=""),
    Column("detail", Json, nullable=False, default=dict),
)
