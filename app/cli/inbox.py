"""`echoloop inbox`: messages that no turn could take, with the place of the error; lets them in again by hand."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.ids import new_id
from app.settings import Settings
from storage.database import Store
from storage.inbox_listing import ParkedRow, parked
from usecases.retry_inbox import retry_inbox
from usecases.retry_outbox import Outcome

inbox = typer.Typer(invoke_without_command=True, help="List messages that no turn could take; let them in again.")


@inbox.callback()
def list_(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the oldest first.")] = 100,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for programs.")] = "text",
) -> None:
    """List parked messages, the oldest first, with what broke and where. Nobody's words or numbers are shown."""
    if ctx.invoked_subcommand:
        return

    async def work(store: Store, _settings: Settings) -> list[ParkedRow]:
        return await store.read(lambda tx: parked(tx, limit=limit))

    rows = with_store(ctx, work)
    if output == "json":
        typer.echo(json.dumps([asdict(row) for row in rows], default=str, indent=2))
    elif rows:
        Console().print(_table(rows))
    else:
        typer.echo("Every message has had its turn, or waits for it.")


@inbox.command()
def retry(
    ctx: typer.Context, ids: Annotated[list[int], typer.Argument(help="As `echoloop inbox` shows them.")]
) -> None:
    """Give these messages another turn; one whose fault is still there is parked again."""

    async def work(store: Store, _settings: Settings) -> list[Outcome]:
        return await retry_inbox(store, ids, who=getpass.getuser(), new_id=new_id, now=Clocks().business())

    outcomes = with_store(ctx, work)
    for outcome in outcomes:
        typer.echo(f"{outcome.row_id}: {outcome.why or 'waits for its turn again'}")
    if any(outcome.why for outcome in outcomes):
        raise CommandError("Not every message could be let in.", "`echoloop inbox` shows them.", FOUND_PROBLEMS)


def _table(rows: list[ParkedRow]) -> Table:
    table = Table("id", "channel", "accepted", "parked", "tries", "error")
    for row in rows:
        at = f"{row.parked_at:%Y-%m-%d %H:%M}" if row.parked_at else ""
        table.add_row(str(row.id), row.channel, f"{row.accepted_at:%Y-%m-%d %H:%M}", at, str(row.tries), row.error)
    return table
