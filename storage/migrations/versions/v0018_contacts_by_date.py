"""On SQLite contacts lie in the order in which journeys want them, so that what is due together lies together.

A tick opens, shifts or refuses a thousand contacts that are due together. Laid out in the order in which they were
planned, they stand on a thousand pages of the file, which are all written; by date, on fewer than a hundred. PostgreSQL
keeps its own order.
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = """
    id VARCHAR NOT NULL,
    customer_id VARCHAR NOT NULL,
    purchase_id VARCHAR NOT NULL,
    journey VARCHAR NOT NULL,
    contact VARCHAR NOT NULL,
    occurrence INTEGER NOT NULL,
    flow VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    touchpoint VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    due_at DATETIME NOT NULL,
    planned_for DATETIME NOT NULL,
    drop_at DATETIME,
    state VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    session_id VARCHAR,
    bundle VARCHAR NOT NULL,
    created_at DATETIME NOT NULL,
    settled_at DATETIME,
"""
SHARED = """
    CONSTRAINT fk_contacts_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
    CONSTRAINT uq_contacts_customer_id_purchase_id_journey_contact_occurrence
        UNIQUE (customer_id, purchase_id, journey, contact, occurrence)
"""
BY_DATE = "CONSTRAINT pk_contacts PRIMARY KEY (planned_for, id),"
BY_ID = "CONSTRAINT pk_contacts PRIMARY KEY (id),"


def upgrade() -> None:
    """Lay the rows anew."""
    if op.get_bind().dialect.name == "sqlite":
        _lay(f"CREATE TABLE contacts_laid ({COLUMNS} {BY_DATE} {SHARED}) WITHOUT ROWID")
        op.create_index("ix_contacts_id", "contacts", ["id"], unique=True)


def downgrade() -> None:
    """As they were."""
    if op.get_bind().dialect.name == "sqlite":
        _lay(f"CREATE TABLE contacts_laid ({COLUMNS} {BY_ID} {SHARED})")


def _lay(table: str) -> None:
    op.execute(table)
    op.execute("INSERT INTO contacts_laid SELECT * FROM contacts ORDER BY planned_for, id")
    op.execute("DROP TABLE contacts")
    op.execute("ALTER TABLE contacts_laid RENAME TO contacts")
    op.create_index("ix_contacts_state_due_at_rank_id", "contacts", ["state", "due_at", "rank", "id"], unique=False)
