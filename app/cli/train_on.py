"""`echoloop train` without text sets: trains the model in use on, measures it, and lets it read if it is no worse."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from app.cli.failure import FOUND_PROBLEMS, CommandError
from app.cli.opened import with_store
from app.clock import Clocks
from app.reading import models_of
from app.settings import Settings
from nlp.models import BUNDLED, folder_in_use, keep, kept, measure, promote, worse
from nlp.train_data import Example, corrected
from storage.corrections import list_corrections
from storage.database import Store


def train_on(ctx: typer.Context, *, out: Path, work: Path, minutes: float, threads: int) -> None:
    """Train on what people corrected, and promote the result. Raises CommandError where a language is read worse."""

    async def load(store: Store, settings: Settings) -> tuple[list[Example], Settings]:
        return corrected(await store.read(partial(list_corrections))), settings

    corrections, settings = with_store(ctx, load)
    models, bundled = models_of(settings), settings.nlp.folder
    typer.echo(f"{len(corrections)} corrected answers, and our own corpus", err=True)
    name = f"trained-{Clocks().wall():%Y%m%d-%H%M}"
    _run(folder_in_use(models, bundled), corrections, name, out=out, work=work, minutes=minutes, threads=threads)
    name = keep(out, models, name).name
    using = next((one.name for one in kept(models, bundled) if one.current), BUNDLED)
    faults = worse(measure(models, name, bundled), measure(models, using, bundled))
    if faults:
        what = f"{name} stays aside: it reads worse than {using} on the fixed part.\n  " + "\n  ".join(faults)
        raise CommandError(what, f"Train longer, or `echoloop model promote {name} --anyway`.", FOUND_PROBLEMS)
    promote(models, name, bundled)
    typer.echo(f"{name} reads from now on; `echoloop model rollback` takes that back.")


def _run(
    model: Path, corrections: list[Example], name: str, *, out: Path, work: Path, minutes: float, threads: int
) -> None:
    from nlp.train_on import TrainOnPlan
    from nlp.train_on import train_on as run_training
    from nlp.train_resume import NotOurModelError

    console = Console(stderr=True)
    plan = TrainOnPlan(
        model=model, out=out, work=work, name=name, corrections=corrections, minutes=minutes, threads=threads
    )
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("training", total=minutes)
        try:
            run_training(plan, lambda spent, _loss: progress.update(task, completed=spent))
        except NotOurModelError as error:
            raise CommandError(str(error)) from error
