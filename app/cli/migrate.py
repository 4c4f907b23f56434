"""`echoloop migrate`: brings the database to this version's tables."""

from __future__ import annotations

import typer

from app.settings import load_settings
from storage.migrate import standing, upgrade


def migrate(ctx: typer.Context) -> None:
    """Bring the database to this version's tables; does nothing where they are there."""
    url = load_settings(ctx.obj.config).database.url
    before, needed = standing(url)
    if before == needed:
        typer.echo(f"The database is up to date (revision {needed}).")
        return
    upgrade(url)
    typer.echo(f"The database is now at revision {needed} (before: {before or 'empty'}).")
