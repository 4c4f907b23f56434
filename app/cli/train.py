"""`echoloop train`: trains the reader's model (needs the [torch] extra)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.failure import CommandError
from nlp.train import TrainingUnavailableError, TrainPlan
from nlp.train import train as run_training

DataOption = Annotated[Path, typer.Option("--data", help="The folder of the text sets, one folder a set.")]
BaseOption = Annotated[Path, typer.Option("--base", help="The folder of the English encoder to start from.")]
OutOption = Annotated[Path, typer.Option("--out", help="Where the finished model is written.")]
WorkOption = Annotated[Path, typer.Option("--work", help="Where finished steps are kept, so that a run can go on.")]
GermanOption = Annotated[float, typer.Option("--german-minutes", help="How long the encoder learns German.")]
HeadsOption = Annotated[float, typer.Option("--heads-minutes", help="How long all heads are trained.")]
OnFromOption = Annotated[
    Path | None, typer.Option("--on-from", help="Train on from this model (nlp/model), not from the English encoder.")
]
ThreadsOption = Annotated[int, typer.Option("--threads", min=1, max=64, help="Threads to train with.")]


def train(
    data: DataOption,
    base: BaseOption,
    out: OutOption = Path("var/model"),
    work: WorkOption = Path("var/training"),
    german_minutes: GermanOption = 25.0,
    heads_minutes: HeadsOption = 50.0,
    threads: ThreadsOption = 2,
    on_from: OnFromOption = None,
) -> None:
    """Train the reader's model.

    Steps that are finished in --work are not repeated. `echoloop model add` keeps the result, and `echoloop model
    promote` lets it read where it reads no language worse.
    """
    plan = TrainPlan(
        data,
        base,
        out,
        work,
        german_minutes=german_minutes,
        heads_minutes=heads_minutes,
        threads=threads,
        on_from=on_from,
    )
    try:
        run_training(plan, lambda line: typer.echo(line, err=True))
    except TrainingUnavailableError as error:
        raise CommandError(str(error)) from error
    typer.echo(str(out))
