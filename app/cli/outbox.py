"""`echoloop outbox`: what waits to be sent, what is in doubt, what was given up; sends again or drops by hand."""

from __future__ import annotations

import getpass
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
from storage.outbox_listing import ListedRow, View, listed
from usecases.retry_outbox import Outcome, drop_outbox, retry_outbox

VIEWS: tuple[View, ...] = ("waiting", "in_doubt", "dead")
Ids = Annotated[list[int], typer.Argument(help="As `echoloop outbox` shows them.")]
WORDS = {"waiting": "waits", "sending": "is being sent", "in_doubt": "in doubt", "refused": "given up"}

outbox = typer.Typer(invoke_without_command=True, help="List what waits, is in doubt or was given up; retry, drop.")


@outbox.callback()
def list_(
    ctx: typer.Context,
    view: Annotated[View | None, typer.Option(help="Only these: waiting, in_doubt or dead.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the oldest first.")] = 100,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for programs.")] = "text",
) -> None:
    """List messages that have not arrived, the oldest first, with the reason. Nobody's words or numbers are shown."""
    if ctx.invoked_subcommand:
        return

    async def work(store: Store, _settings: Settings) -> list[ListedRow]:
        return await store.read(lambda tx: listed(tx, [view] if view else VIEWS, limit=limit))

    rows = with_store(ctx, work)
    if output == "json":
        _print_json([asdict(row) for row in rows])
    elif rows:
        Console().print(_table(rows))
    else:
        typer.echo("Everything has left.")


@outbox.command()
def retry(
    ctx: typer.Context, ids: Annotated[list[int], typer.Argument(help="As `echoloop outbox` shows them.")]
) -> None:
    """Let these messages leave again as if for the first time."""
    _tell(_change(ctx, ids, drop=False), "leaves again")


@outbox.command()
def drop(
    ctx: typer.Context, ids: Annotated[list[int], typer.Argument(help="As `echoloop outbox` shows them.")]
) -> None:
    """Never send these messages; what waits behind them may leave."""
    _tell(_change(ctx, ids, drop=True), "is dropped")


def _change(ctx: typer.Context, ids: list[int], *, drop: bool) -> list[Outcome]:
    async def work(store: Store, _settings: Settings) -> list[Outcome]:
        change = drop_outbox if drop else retry_outbox
        return await change(store, ids, who=getpass.getuser(), new_id=new_id, now=Clocks().business())

    return with_store(ctx, work)


def _tell(outcomes: list[Outcome], done: str) -> None:
    for outcome in outcomes:
        typer.echo(f"{outcome.row_id}: {outcome.why or done}")
    if any(outcome.why for outcome in outcomes):
        raise CommandError("Not every message could be changed.", "`echoloop outbox` shows them.", FOUND_PROBLEMS)


def _table(rows: list[ListedRow]) -> Table:
    table = Table("id", "state", "channel", "customer", "step", "tries", "due", "reason")
    for row in rows:
        state = WORDS.get(row.state, row.state)
        due = f"{row.due_at:%Y-%m-%d %H:%M}"
        table.add_row(str(row.id), state, row.channel, row.customer_id or "", row.step, str(row.tries), due, row.reason)
    return table


def _print_json(rows: list[dict[str, object]]) -> None:
    import json

    typer.echo(json.dumps(rows, default=str, indent=2))
