"""Alembic executes this file on every command: it hands over the connection that storage.migrate opened."""

from __future__ import annotations

from alembic import context

from storage.schema import METADATA


def run() -> None:
    """Run the migrations Alembic has chosen on the caller's connection, inside the caller's transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        render_as_batch=True,  # SQLite alters tables by copying them
    )
    context.run_migrations()


run()
