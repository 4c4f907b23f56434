"""`echoloop publish`: makes what lies in experience/ the bundle that new sessions start on."""

from __future__ import annotations

import getpass

import typer

from app.cli.experience_files import find
from app.cli.failure import FOUND_PROBLEMS
from app.cli.opened import with_store
from app.clock import Clocks
from app.settings import Settings
from authoring.load_files import load_files
from authoring.problems import Problem
from authoring.report import as_text
from storage.database import Store
from usecases.publish_bundle import Published
from usecases.publish_bundle import publish as publish_bundle


def publish(ctx: typer.Context) -> None:
    """Check experience/ and publish it; with a mistake in it nothing changes and the exit code is 1."""

    async def work(store: Store, settings: Settings) -> Published | list[Problem]:
        files = load_files(find(settings.experience_dir).folder)
        return await publish_bundle(store, files, who=getpass.getuser(), now=Clocks().business())

    outcome = with_store(ctx, work)
    if isinstance(outcome, list):
        typer.echo(as_text(outcome), err=True)
        raise typer.Exit(FOUND_PROBLEMS)
    what = "Published" if outcome.is_new else "Current again"
    typer.echo(f"{what}: bundle {outcome.bundle[:12]}. New conversations start on it; running ones keep theirs.")
