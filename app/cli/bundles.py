"""`echoloop bundles`: what was published by whom and when, what changed in between, and the way back."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from app.cli.experience_files import find
from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.settings import Settings
from authoring.load_files import load_files
from storage.bundle_list import BundleRow, list_bundles
from storage.bundles import bundle_files
from storage.database import Store
from usecases.compare_files import compare_files
from usecases.roll_back import NotRolledBack, find_bundle, roll_back

bundles = typer.Typer(no_args_is_help=True, help="List, compare, export published bundles; roll back.")

BundleArgument = Annotated[str, typer.Argument(metavar="BUNDLE", help="The first signs of its hash, or `previous`.")]


@bundles.command("list")
def list_(
    ctx: typer.Context,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for programs.")] = "text",
) -> None:
    """List what was published, the latest first."""

    async def work(store: Store, _settings: Settings) -> list[BundleRow]:
        return await store.read(list_bundles)

    rows = with_store(ctx, work)
    if output == "json":
        told = [
            {
                "bundle": row.bundle,
                "published_by": row.published_by,
                "published_at": row.published_at.isoformat(),
                "last_at": row.last_at.isoformat(),
                "current": row.current,
            }
            for row in rows
        ]
        typer.echo(json.dumps(told, indent=2))
        return
    table = Table("bundle", "published (UTC)", "by", "")
    for row in rows:
        table.add_row(row.bundle[:12], f"{row.published_at:%Y-%m-%d %H:%M}", row.published_by, "current" * row.current)
    Console().print(table)


@bundles.command()
def diff(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(help="A bundle; `current` where none is named.")] = "current",
    new: Annotated[str, typer.Argument(help="Another bundle; the files in experience/ where none is named.")] = "",
) -> None:
    """Show what changed between two bundles, or since a bundle in the files; exit code 1 where anything did."""

    async def work(store: Store, settings: Settings) -> list[str]:
        before = await _files(store, old)
        after = await _files(store, new) if new else load_files(find(settings.experience_dir).folder)
        return list(compare_files(before, after, was=old, now=new or "experience"))

    lines = with_store(ctx, work)
    for line in lines:
        colour = {"+": typer.colors.GREEN, "-": typer.colors.RED, "@": typer.colors.CYAN}.get(line[:1])
        typer.secho(line, fg=colour)
    if lines:
        raise typer.Exit(FOUND_PROBLEMS)


@bundles.command()
def rollback(ctx: typer.Context, bundle: BundleArgument) -> None:
    """Make an earlier bundle current again; running conversations keep theirs, what is planned is planned anew."""
    who = getpass.getuser()

    async def work(store: Store, _settings: Settings) -> str:
        done = await roll_back(store, bundle, who=who, now=Clocks().business())
        if isinstance(done, NotRolledBack):
            raise CommandError(done.what, done.way_out, FOUND_PROBLEMS)
        return f"Current again: bundle {done.bundle.bundle[:12]}, in place of {done.before[:12] or 'none'}."

    typer.echo(with_store(ctx, work))


@bundles.command()
def export(
    ctx: typer.Context,
    bundle: BundleArgument,
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
) -> None:
    """Write the files of a published bundle into a new folder."""
    if folder.exists():
        raise CommandError(f"{folder} is already there.", "Name a folder that does not exist yet.", FOUND_PROBLEMS)

    async def work(store: Store, _settings: Settings) -> dict[str, str]:
        return await _files(store, bundle)

    files = with_store(ctx, work)
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    typer.echo(f"{len(files)} files written to {folder}/.")


async def _files(store: Store, prefix: str) -> dict[str, str]:
    """The files of the bundle whose hash begins so."""
    found = await find_bundle(store, prefix)
    if isinstance(found, NotRolledBack):
        raise CommandError(found.what, found.way_out, FOUND_PROBLEMS)
    return await store.read(lambda tx: bundle_files(tx, found.bundle)) or {}
