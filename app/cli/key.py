"""`echoloop key`: creates, lists and revokes the keys other systems call the API with."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.ids import new_api_key, new_id
from app.settings import Settings
from storage.api_keys import add_key, list_keys, revoke_key
from storage.database import Store

key = typer.Typer(no_args_is_help=True, help="Create, list and revoke API keys.")


@key.command()
def create(ctx: typer.Context, name: Annotated[str, typer.Argument(help="Who will use it, such as crm.")]) -> None:
    """Create a key. It is shown once and kept only as a hash."""
    fresh, key_id, now = new_api_key(), new_id(), Clocks().wall()

    async def work(store: Store, _settings: Settings) -> None:
        await store.run(lambda tx: add_key(tx, key_id=key_id, name=name, key=fresh, now=now))

    with_store(ctx, work)
    typer.echo(fresh)
    typer.echo(f"Key {key_id} for {name}: shown only now. Send it as `Authorization: Bearer <key>`.", err=True)


@key.command("list")
def list_(ctx: typer.Context) -> None:
    """List every key ever made, without the keys themselves."""

    async def work(store: Store, _settings: Settings) -> Table:
        table = Table("id", "name", "created", "revoked")
        for row in await store.read(list_keys):
            revoked = f"{row.revoked_at:%Y-%m-%d}" if row.revoked_at else ""
            table.add_row(row.id, row.name, f"{row.created_at:%Y-%m-%d}", revoked)
        return table

    Console().print(with_store(ctx, work))


@key.command()
def revoke(ctx: typer.Context, key_id: Annotated[str, typer.Argument(help="As `echoloop key list` shows it.")]) -> None:
    """Make a key useless from now on."""
    now = Clocks().wall()

    async def work(store: Store, _settings: Settings) -> bool:
        return await store.run(lambda tx: revoke_key(tx, key_id=key_id, now=now))

    if not with_store(ctx, work):
        raise CommandError(f"There is no valid key {key_id}.", "`echoloop key list` shows them.", FOUND_PROBLEMS)
    typer.echo(f"Key {key_id} is revoked.")
