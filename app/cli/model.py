"""`echoloop model`: which models there are, which one reads, and letting another take over, or back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import settings_of
from app.reading import models_of
from nlp.models import BUNDLED, NoSuchModelError, keep, kept, measure, worse
from nlp.models import promote as let_read
from nlp.models import rollback as let_read_again
from nlp.reader import ModelUnavailableError

model = typer.Typer(no_args_is_help=True, help="List, add, promote and roll back the reader's models.")

NameArgument = Annotated[str, typer.Argument(help="As `echoloop model list` shows it; `bundled` is the shipped one.")]
AnywayOption = Annotated[bool, typer.Option("--anyway", help="Even where a language is read worse.")]


@model.command("list")
def list_(ctx: typer.Context) -> None:
    """List every model; the one marked reads customers' texts."""
    table = Table("", "name", "model", "language", "sentiment", "topics", "kind")
    settings = settings_of(ctx)
    for one in kept(models_of(settings), settings.nlp.folder):
        mark = "●" if one.current else ""
        if not one.scores:
            table.add_row(mark, one.name, one.says, "not measured yet")
        for row, score in enumerate(one.scores):
            head = (mark, one.name, one.says) if row == 0 else ("", "", "")
            figures = (f"{value:.3f}" for value in (score.sentiment, score.topics, score.kind))
            table.add_row(*head, score.language, *figures)
    Console().print(table)


@model.command()
def add(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="What `echoloop train` has written.")],
    name: Annotated[str, typer.Option("--name", help="What to call it here.")] = "trained",
) -> None:
    """Keep a trained model beside the others; it does not read yet."""
    try:
        kept_in = keep(folder, models_of(settings_of(ctx)), name)
    except (ModelUnavailableError, OSError) as error:
        raise CommandError(str(error)) from error
    typer.echo(f"{kept_in.name} is kept. `echoloop model promote {kept_in.name}` measures it and lets it read.")


@model.command()
def promote(ctx: typer.Context, name: NameArgument, anyway: AnywayOption = False) -> None:
    """Let a model read from now on, if it reads no language worse than the one in use."""
    settings = settings_of(ctx)
    models, bundled = models_of(settings), settings.nlp.folder
    try:
        using = next((one.name for one in kept(models, bundled) if one.current), BUNDLED)
        faults = worse(measure(models, name, bundled), measure(models, using, bundled))
        if faults and not anyway:
            what = f"{name} stays aside: it reads worse than {using} on the fixed part.\n  " + "\n  ".join(faults)
            raise CommandError(what, "Train on, or take it with --anyway.", FOUND_PROBLEMS)
        let_read(models, name, bundled)
    except (NoSuchModelError, ModelUnavailableError) as error:
        raise CommandError(str(error), "`echoloop model list` shows them.") from error
    typer.echo(f"{name} reads from now on; `echoloop model rollback` takes that back.")


@model.command()
def rollback(ctx: typer.Context) -> None:
    """Let the model before the current one read again."""
    try:
        name = let_read_again(models_of(settings_of(ctx)))
    except NoSuchModelError as error:
        raise CommandError(str(error), code=FOUND_PROBLEMS) from error
    typer.echo(f"{name} reads again.")
