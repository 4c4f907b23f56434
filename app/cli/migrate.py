"""`echoloop migrate`: brings the database to this version's tables, or moves everything to another database."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.failure import CommandError
from app.settings import load_settings
from storage.errors import StoreBusyError
from storage.migrate import standing, upgrade
from storage.moving_house import MovingError, count_rows, move_installation
from storage.sole_process import sole_process


def migrate(
    ctx: typer.Context,
    to: Annotated[str, typer.Option("--to", metavar="URL", help="Move everything to this empty database.")] = "",
) -> None:
    """Bring the database to this version's tables; does nothing where they are there."""
    url = load_settings(ctx.obj.config).database.url
    if to:
        _move(url, to)
        return
    before, needed = standing(url)
    if before == needed:
        typer.echo(f"The database is up to date (revision {needed}).")
        return
    upgrade(url)
    typer.echo(f"The database is now at revision {needed} (before: {before or 'empty'}).")


def _move(url: str, to: str) -> None:
    """Move the installation, with a bar; says what went over and what is to be done next."""
    try:
        with sole_process(url), _bar() as bar:
            task = bar.add_task("moving", total=count_rows(url))
            moved = move_installation(
                url, to, progress=lambda table, rows: bar.update(task, description=table, advance=rows)
            )
    except StoreBusyError as busy:
        raise CommandError(f"Nothing was moved: {busy}.", "Stop every process of the installation first.") from None
    except MovingError as refused:
        raise CommandError(
            f"Nothing was moved: {refused}.", "Name an empty database with --to, and try again."
        ) from None
    for table in moved:
        typer.echo(f"{table.name:<24} {table.rows:>9} rows  {table.checksum}")
    typer.echo(f"{sum(table.rows for table in moved)} rows are the same on both sides. Set database.url, then start.")


def _bar() -> Progress:
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
