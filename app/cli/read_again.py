"""`echoloop classify --since`: the model that reads now reads old answers again; both readings are kept."""

from __future__ import annotations

from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.progress import Progress

from app.cli.opened import with_store
from app.clock import Clocks
from app.ids import new_id
from app.reading import build_reader
from app.settings import Settings
from storage.database import Store
from usecases.bundles import Bundles
from usecases.read_again import read_again


def read_answers_again(ctx: typer.Context, since: datetime) -> None:
    """Read each answer since this day (UTC) that the current model has not read; it may be stopped and called again."""
    console, now = Console(stderr=True), Clocks().business()

    async def work(store: Store, settings: Settings) -> int:
        reader = build_reader(settings, Bundles(store))
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("reading again", total=None)
            return await read_again(
                store,
                reader=reader,
                new_id=new_id,
                since=since.replace(tzinfo=UTC),
                now=now,
                step=lambda done, total: progress.update(task, completed=done, total=total),
            )

    typer.echo(f"{with_store(ctx, work)} answers were read again; what people corrected stays.")
