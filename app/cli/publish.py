"""`echoloop publish`: makes what lies in experience/ the bundle that new sessions start on."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from app.cli.experience_files import find
from app.cli.failure import FOUND_PROBLEMS
from app.cli.opened import with_store
from app.clock import Clocks
from app.house import house_of
from app.settings import Settings
from authoring.load_files import load_files
from authoring.problems import Problem, errors
from authoring.read_experience import read_experience
from authoring.report import as_text
from storage.bundles import bundle_files, current_bundle
from storage.database import Store
from usecases.compare_files import changed_files
from usecases.publish_bundle import Published
from usecases.publish_bundle import publish as publish_bundle
from usecases.try_out import try_out

Outcome = tuple[Published, tuple[int, int, int]] | list[Problem]

ReasonOption = Annotated[
    str, typer.Option("--even-if-red", metavar="REASON", help="Publish with red transcripts; the reason is kept.")
]


def publish(ctx: typer.Context, even_if_red: ReasonOption = "") -> None:
    """Check experience/, run its transcripts and publish it; where either finds something, nothing changes.

    Exit code 0: published, 1: there are mistakes or red transcripts.
    """

    async def work(store: Store, settings: Settings) -> Outcome:
        files = load_files(find(settings.experience_dir).folder)
        experience, problems = read_experience(files, house_of(settings))
        if experience is None:
            return errors(problems)
        red = await try_out(experience, files)
        if red and not even_if_red:
            return red
        before = await store.read(lambda tx: bundle_files(tx, current_bundle(tx)) or {})
        reason = {"even_if_red": even_if_red, "red": str(len(red))} if red else {}
        outcome = await publish_bundle(store, files, who=getpass.getuser(), now=Clocks().business(), detail=reason)
        return outcome if isinstance(outcome, list) else (outcome, changed_files(before, files))

    outcome = with_store(ctx, work)
    if isinstance(outcome, list):
        typer.echo(as_text(outcome), err=True)
        typer.echo("Nothing was published.", err=True)
        raise typer.Exit(FOUND_PROBLEMS)
    published, (new, changed, gone) = outcome
    what = "Published" if published.is_new else "Current again"
    typer.echo(
        f"{what}: bundle {published.bundle[:12]} ({new} files new, {changed} changed, {gone} gone). "
        "New conversations start on it; running ones keep theirs.\n"
        "Where journeys changed, planned contacts are planned anew while `echoloop serve` runs."
    )
