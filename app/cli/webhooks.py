"""`echoloop webhooks`: which of the company's systems are told what, what did not arrive; again, test, secrets."""

from __future__ import annotations

import asyncio
import base64
import secrets
from contextlib import AsyncExitStack
from dataclasses import asdict
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import settings_of, with_store
from app.clock import Clocks
from app.ids import new_id
from app.settings import Settings
from app.wiring import build_webhooks
from bots.outcome import Sent
from bots.webhook_sender import PostOutcome
from storage.database import Store
from storage.transactions import Transaction
from storage.webhooks import Listener, Untold, count_webhook_posts, listeners, untold, wake_endpoint

Told = tuple[list[Listener], dict[tuple[str, str], int], list[Untold]]

webhooks = typer.Typer(no_args_is_help=True, help="List what your systems were not told; tell again, test, secrets.")


@webhooks.command("list")
def list_(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the oldest first.")] = 50,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for programs.")] = "text",
) -> None:
    """List the endpoints, and what was tried and has not arrived. Bodies are not shown."""

    async def work(store: Store, _settings: Settings) -> Told:
        def look(tx: Transaction) -> Told:
            return listeners(tx), count_webhook_posts(tx), untold(tx, limit=limit)

        return await store.read(look)

    endpoints, counts, rows = with_store(ctx, work)
    if output == "json":
        _print_json(endpoints, counts, rows)
    elif not endpoints:
        typer.echo("No system is told anything. docs/webhooks.md shows how, from the next start of `echoloop serve`.")
    else:
        _print_tables(endpoints, counts, rows)


@webhooks.command()
def retry(ctx: typer.Context, endpoint: Annotated[str, typer.Argument(help="Its name in config.yaml.")]) -> None:
    """Tell an endpoint all that waits or was given up, and end its silence."""

    async def work(store: Store, _settings: Settings) -> int | None:
        def again(tx: Transaction) -> int | None:
            known = any(each.name == endpoint for each in listeners(tx))
            return wake_endpoint(tx, endpoint, now=Clocks().business()) if known else None

        return await store.run(again)

    count = with_store(ctx, work)
    if count is None:
        raise CommandError(f"There is no endpoint {endpoint}.", "`echoloop webhooks list` shows them.", FOUND_PROBLEMS)
    typer.echo(f"{endpoint}: {count} posts leave again.")


@webhooks.command()
def test(ctx: typer.Context, endpoint: Annotated[str, typer.Argument(help="Its name in config.yaml.")]) -> None:
    """Post one signed `ping` now, and say what came of it."""
    settings = settings_of(ctx)
    if endpoint not in settings.webhooks.endpoints:
        way_out = f"config.yaml names: {', '.join(settings.webhooks.endpoints) or 'none'}."
        raise CommandError(f"There is no endpoint {endpoint}.", way_out)
    outcome = asyncio.run(_ping(settings, endpoint))
    if not isinstance(outcome, Sent):
        way_out = "Check its url, its secret, and its own log."
        raise CommandError(f"{endpoint} did not take it: {outcome.reason}.", way_out, FOUND_PROBLEMS)
    typer.echo(f"{endpoint} took it: status {outcome.provider_id}.")


@webhooks.command()
def secret() -> None:
    """Make a secret for an endpoint; it is stored nowhere."""
    typer.echo(f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}")
    typer.echo("Give it to both sides: here as ECHOLOOP_WEBHOOKS__ENDPOINTS__<NAME>__SECRET.", err=True)


async def _ping(settings: Settings, endpoint: str) -> PostOutcome:
    async with AsyncExitStack() as stack:
        sender = build_webhooks(settings, stack)
        assert sender is not None
        now = Clocks().wall()
        body = {"type": "ping", "timestamp": now.isoformat(), "data": {}}
        return await sender.post(endpoint, body, message_id=f"evt_ping_{new_id()}", now=now)


def _print_tables(endpoints: list[Listener], counts: dict[tuple[str, str], int], rows: list[Untold]) -> None:
    table = Table("endpoint", "told of", "arrived", "waits", "given up", "silenced")
    for each in endpoints:
        numbers = [str(counts.get((each.name, state), 0)) for state in ("sent", "waiting", "dead")]
        silenced = f"{each.silenced_at:%Y-%m-%d %H:%M}: {each.why}" if each.silenced_at else ""
        table.add_row(each.name, ", ".join(each.kinds), *numbers, silenced)
    Console().print(table)
    if rows:
        late = Table("id", "endpoint", "kind", "state", "tries", "next", "reason")
        for row in rows:
            due = f"{row.due_at:%Y-%m-%d %H:%M}" if row.state == "waiting" else ""
            late.add_row(str(row.id), row.endpoint, row.kind, row.state, str(row.tries), due, row.outcome)
        Console().print(late)


def _print_json(endpoints: list[Listener], counts: dict[tuple[str, str], int], rows: list[Untold]) -> None:
    import json

    found = [
        asdict(each) | {state: counts.get((each.name, state), 0) for state in ("sent", "waiting", "dead")}
        for each in endpoints
    ]
    typer.echo(json.dumps({"endpoints": found, "late": [asdict(row) for row in rows]}, default=str, indent=2))
