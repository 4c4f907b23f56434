"""Customers, their addresses, the ledger of their consents, and the personal links that lead to them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, UniqueConstraint

from storage.columns import METADATA, Json, UtcDateTime

customers = Table(
    "customers",
    METADATA,
    Column("id", String, primary_key=True),
    Column("external_id", String, unique=True),  # the company's own number; None for strangers
    Column("first_name", String, nullable=False, default=""),
    Column("last_name", String, nullable=False, default=""),
    Column("salutation", String, nullable=False, default=""),
    Column("language", String, nullable=False, default="de"),
    Column("form", String, nullable=False, default=""),  # "" = the brand's
    Column("zone", String, nullable=False, default="Europe/Berlin"),
    Column("zone_source", String, nullable=False, default="brand"),  # brand | given | guessed
    Column("attributes", Json, nullable=False, default=dict),
    Column("sample", Boolean, nullable=False, default=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("erased_at", UtcDateTime),
)

addresses = Table(
    "addresses",
    METADATA,
    Column("id", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("platform_id", String, nullable=False),
    Column("state", String, nullable=False, default="open"),  # open | stopped | blocked | dead
    Column("last_inbound_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "platform_id"),
)

consents = Table(
    "consents",  # a ledger: rows are only added, the latest by purpose counts
    METADATA,
    Column("id", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("purpose", String, nullable=False),  # survey | marketing | service
    Column("granted", Boolean, nullable=False),
    Column("version", String, nullable=False, default=""),
    Column("channel", String, nullable=False, default=""),
    Column("source", String, nullable=False),  # the session, keyword, API call or import it came by
    Column("at", UtcDateTime, nullable=False),
    Index("ix_consents_customer_id_purpose_at", "customer_id", "purpose", "at"),
)

link_tokens = Table(
    "link_tokens",
    METADATA,
    Column("token", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("purchase_id", String),
    Column("flow", String, nullable=False, default="welcome"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)
